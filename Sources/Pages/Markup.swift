// Text as HTML: whatever it holds, it stays text.

internal import Model

/// Control characters show as escapes, and nothing in it is markup. A number and its percent sign stay on one line.
package func escaped(_ text: String) -> String {
    var result = ""
    for scalar in visible(text).unicodeScalars {
        switch scalar {
        case "%" where result.unicodeScalars.last == " ":
            result.unicodeScalars.removeLast()
            result += "\u{A0}%"
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
