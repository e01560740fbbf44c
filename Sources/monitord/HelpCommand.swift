// `monitord help`: the commands, one command, or one diagnostic.

internal import Model
internal import Rules

enum HelpCommand {
    static let command = Command(
        name: "help", purpose: "explain a command, a code such as MD0107, or a key such as config.kafka.topics",
        operands: "[COMMAND | CODE | KEY]",
        operandsMax: 2, completes: .command, run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let topic = arguments.operands.joined(separator: " ")
        guard let text = text(on: topic) else {
            let topics =
                CommandLineTool.commands.map(\.name) + DiagnosticCode.allCases.map(\.rawValue)
                + KeyHelp.table.map(\.topic)
            let near = nearest(to: topic, among: topics).map { "did you mean '\($0)'?" }
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no help on '\(topic)'",
                help: [near ?? "commands: monitord help; keys: monitord help config, monitord help rule"])
        }
        guard arguments.wantsJSON else {
            Console.line(text)
            return ExitStatus.ok
        }
        Console.json { writer in
            writer.object { writer in
                writer.field("topic", topic)
                writer.field("text", text)
                if topic.isEmpty { writeCommands(to: &writer) }
            }
        }
        return ExitStatus.ok
    }

    private static func writeCommands(to writer: inout JSONWriter) {
        writer.key("commands")
        writer.array { writer in
            for command in CommandLineTool.commands {
                writer.object { writer in
                    writer.field("name", command.name)
                    writer.field("purpose", command.purpose)
                    writer.field("operands", command.operands)
                    writer.key("options")
                    writer.array { writer in
                        for option in command.everyOption { writer.value("--\(option.name)") }
                    }
                }
            }
        }
    }

    /// Nil when nothing has that name.
    static func text(on topic: String) -> String? {
        let commands = CommandLineTool.commands
        if topic.isEmpty { return overview }
        if let found = commands.first(where: { $0.name == topic }) { return text(for: found) }
        if let family = CommandLineTool.families.first(where: { $0.name == topic }) { return text(for: family) }
        let parts = commands.filter { $0.name.hasPrefix(topic + " ") }
        if !parts.isEmpty { return parts.map { text(for: $0) }.joined(separator: "\n\n") }
        if let code = DiagnosticCode(code: topic) {
            return "\(code.rawValue): \(code.title)\n\n\(code.explanation)" + text(of: code.example)
        }
        let keys = KeyHelp.keys(of: topic)
        guard !keys.isEmpty else { return nil }
        return keys.map(text(for:)).joined(separator: "\n\n")
    }

    private static func text(of example: (wrong: String, right: String)?) -> String {
        guard let example else { return "" }
        let indented = { (text: String) in
            text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
                .joined(separator: "\n")
        }
        return "\n\nwrong:\n\(indented(example.wrong))\nright:\n\(indented(example.right))"
    }

    private static func text(for key: KeyHelp) -> String {
        let standard = key.isWord || key.standard == "required" ? key.standard : "default \(key.standard)"
        // The manual's marks for code are of no use on a terminal.
        return "\(key.topic): \(key.type), \(standard)\n  \(key.meaning)".filter { $0 != "`" }
    }

    static var overview: String {
        var entries: [(String, String)] = []
        for command in CommandLineTool.commands {
            let family = CommandLineTool.families.first { $0.contains(command) }
            let name = family.map { $0.name + " NAME" } ?? command.name
            if entries.last?.0 != name { entries.append((name, family?.purpose ?? command.purpose)) }
        }
        let statuses = ExitStatus.table.map { (String("   \($0.status)".suffix(3)), $0.meaning) }
        return """
            monitord watches fine-tuned models in production and says when their safety
            behaviour changes.

            usage: monitord COMMAND [OPTIONS]

            \(aligned(entries).joined(separator: "\n"))

            Options of every command; all may stand anywhere:

            \(aligned(Command.everywhere.map { ($0.synopsis, $0.purpose) }).joined(separator: "\n"))

            Data goes to standard output, talk to standard error.

            exit status:
            \(aligned(statuses).joined(separator: "\n"))
            """
    }

    private static func aligned(_ entries: [(name: String, purpose: String)]) -> [String] {
        let width = min(entries.map(\.name.count).max() ?? 0, HelpText.nameColumnsMax)
        return entries.flatMap { HelpText.entry($0.name, $0.purpose, width: width) }
    }

    private static func text(for family: CommandFamily) -> String {
        let rows = aligned(CommandLineTool.commands.filter(family.contains).map { ($0.name, $0.purpose) })
        return """
            monitord \(family.name): \(family.purpose)

            usage: monitord \(family.name) NAME [OPTIONS]

            \(rows.joined(separator: "\n"))

            \(HelpText.flowed(family.notes).joined(separator: "\n"))
            Each has its own help: monitord help \(family.name) NAME
            """
    }

    static func text(for command: Command) -> String {
        let operands = command.operands.isEmpty ? "" : " " + command.operands
        let title = HelpText.wrapped("monitord \(command.name): \(command.purpose)")
        var text = title.joined(separator: "\n") + "\n\n"
        text += "usage: monitord \(command.name) [OPTIONS]\(operands)\n\n"
        let rows = aligned(command.options.map { ($0.synopsis, $0.purpose) })
        if !rows.isEmpty { text += rows.joined(separator: "\n") + "\n\n" }
        let shared = command.everyOption.dropFirst(command.options.count).map { option in
            (option.letter.map { $0 + "/" } ?? "") + option.form.split(separator: " ").joined(separator: "\u{A0}")
        }
        let everywhere = HelpText.wrapped("Of every command: " + shared.joined(separator: ", "))
        text += everywhere.joined(separator: "\n").replacing("\u{A0}", with: " ")
        if !command.notes.isEmpty { text += "\n\n" + HelpText.flowed(command.notes).joined(separator: "\n") }
        return text
    }
}
