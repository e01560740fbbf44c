// Diagnostics as commands of a GitHub workflow, which shows them beside the lines of a pull request.

internal import Model

extension Diagnostic {
    /// `::error file=rules.toml,line=5,col=10,endColumn=12,title=MD0003::this is not TOML%0Ahelp: …`, one line.
    package var workflowCommand: String {
        var properties = "file=\(Self.property(file))"
        if let place {
            properties += ",line=\(place.line),col=\(place.column),endColumn=\(place.column + place.length)"
        }
        properties += ",title=\(code.rawValue)"
        let lines = [message] + (label.map { [$0] } ?? []) + help.map { "help: \($0)" }
        let text = lines.map { Self.escaped(visible($0)) }.joined(separator: "%0A")
        return "::\(severity.rawValue) \(properties)::\(text)"
    }

    /// GitHub's "workflow commands": % and line ends in what is said, and `:` and `,` in properties.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func property(_ text: String) -> String {
        escaped(text).unicodeScalars.map { $0 == ":" ? "%3A" : $0 == "," ? "%2C" : visible(String($0)) }.joined()
    }
}
