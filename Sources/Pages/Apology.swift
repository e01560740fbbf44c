// A page that says why there is none.

/// What stands where a page cannot be shown.
package enum Apology {
    /// `sentence` says why.
    package static func page(_ sentence: String) -> PageContent {
        PageContent(
            title: "Not shown", section: .overview,
            html: "<h1>\(escaped(sentence))</h1>\n<p>\(link("/", "Back to the overview"))</p>\n")
    }
}
