// Text as HTML: whatever it holds, it stays text.

internal import Model

/// Control characters show as escapes, and nothing in it is markup. A number and its percent sign stay on one line.
package func escaped(_ text: String) -> String {
    var result = ""
    for scalar in markupText(text).unicodeScalars {
        if scalar == "%", result.unicodeScalars.last == " " {
            result.unicodeScalars.removeLast()
            result += "\u{A0}"
        }
        result.unicodeScalars.append(scalar)
    }
    return result
}
