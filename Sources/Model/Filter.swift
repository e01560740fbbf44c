// Which series, or which alerts, somebody means.

/// A condition over named fields: `category in ["weapons", "cyberattack"] and not model ~ "acme/.*"`.
package struct Filter: Equatable, Sendable {
    /// As it was written.
    package let text: String

    package init(_ text: String) throws(FilterError) {
        self.text = text
        throw FilterError(offset: 0, length: 1, reason: "no filter is understood yet")
    }

    /// The fields that it names, each once, in the order of their appearance.
    package var fields: [String] { [] }

    /// Whether it holds. An absent field has the empty value, as a label has in Prometheus.
    package func matches(_ value: (String) -> String?) -> Bool { true }
}

/// Why a filter was not understood, and where in its text, in code points.
package struct FilterError: Error, Equatable, Sendable {
    package var offset: Int
    package var length: Int
    package var reason: String
    /// What to write instead.
    package var help: String?

    package init(offset: Int, length: Int, reason: String, help: String? = nil) {
        self.offset = offset
        self.length = length
        self.reason = reason
        self.help = help
    }
}
