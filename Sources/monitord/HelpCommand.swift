// `monitord help`: the commands, one command, or one diagnostic.

internal import Model
internal import Rules

enum HelpCommand {
    static let command = Command(
        name: "help", purpose: "explain a command or a code such as MD0107", operands: "[COMMAND | CODE]",
        operandsMax: 2, run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let topic = arguments.operands.joined(separator: " ")
        guard !topic.isEmpty else {
            Console.line(overview)
            return ExitStatus.ok
        }
        if let found = CommandLineTool.commands.first(where: { $0.name == topic }) {
            Console.line(text(for: found))
            return ExitStatus.ok
        }
        let parts = CommandLineTool.commands.filter { $0.name.hasPrefix(topic + " ") }
        if !parts.isEmpty {
            for part in parts { Console.line(text(for: part) + "\n") }
            return ExitStatus.ok
        }
        if let code = DiagnosticCode(code: topic) {
            Console.line("\(code.rawValue): \(code.title)\n\n\(code.explanation)")
            return ExitStatus.ok
        }
        let topics = CommandLineTool.commands.map(\.name) + DiagnosticCode.allCases.map(\.rawValue)
        throw CommandFailure(
            status: ExitStatus.notFound, message: "no help on '\(topic)'",
            help: nearest(to: topic, among: topics).map { ["did you mean '\($0)'?"] } ?? [])
    }

    static var overview: String {
        let width = CommandLineTool.commands.map(\.name.count).max() ?? 0
        let rows = CommandLineTool.commands.map { command in
            "  \(command.name)\(String(repeating: " ", count: width - command.name.count))  \(command.purpose)"
        }
        let statuses = ExitStatus.table.map { "  \($0.status < 10 ? " " : "")\($0.status)  \($0.meaning)" }
        return """
            monitord watches fine-tuned models in production and says when their safety behaviour changes.

            usage: monitord COMMAND [OPTIONS]

            \(rows.joined(separator: "\n"))

            Every command takes --help and --json. Data goes to standard output, talk to standard error.

            exit status:
            \(statuses.joined(separator: "\n"))
            """
    }

    static func text(for command: Command) -> String {
        let options = command.options + Command.everywhere
        let width = options.map(\.synopsis.count).max() ?? 0
        let rows = options.map { option in
            "  \(option.synopsis)\(String(repeating: " ", count: width - option.synopsis.count))  \(option.purpose)"
        }
        let operands = command.operands.isEmpty ? "" : " " + command.operands
        var text = "monitord \(command.name): \(command.purpose)\n\n"
        text += "usage: monitord \(command.name) [OPTIONS]\(operands)\n\n"
        text += rows.joined(separator: "\n")
        if !command.notes.isEmpty { text += "\n\n" + command.notes.joined(separator: "\n") }
        return text
    }
}
