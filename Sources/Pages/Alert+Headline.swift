// An alert as a headline: what its page says below need not be said twice.

package import Model

extension Alert {
    /// Its summary without the severity before it and the figures behind it, which stand beside it on a page.
    var headline: String {
        var text = Substring(summary)
        let prefix = "\(severity.name): "
        if text.utf8.starts(with: prefix.utf8) { text = text.dropFirst(prefix.count) }
        let mark = Array(" since about ".utf8)
        var place = text.utf8.startIndex
        while place < text.utf8.endIndex {
            if text.utf8[place...].starts(with: mark) {
                text = text[..<place]
                break
            }
            place = text.utf8.index(after: place)
        }
        guard let first = text.first, first.isASCII else { return String(text) }
        return first.uppercased() + text.dropFirst()
    }

    /// Whether its latest step was for somebody to hear.
    package var isLoud: Bool { notice == .page || notice == .update }
}
