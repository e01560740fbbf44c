// The manual, made from the command table and the keys of the files.

internal import Rules

/// One page of the manual.
struct ManPage: Sendable {
    /// `monitord`, as in monitord(1).
    let name: String
    let section: Int
    let purpose: String
    let write: @Sendable (inout Roff) -> Void

    var text: String {
        var roff = Roff(title: name.uppercased(), section: section)
        roff.section("NAME")
        roff.flow("\(name) - \(purpose)")
        write(&roff)
        roff.section("SEE ALSO")
        let others = ManPage.all.filter { $0.name != name }
        roff.flow(others.map { "`\($0.name)`(\($0.section))" }.joined(separator: ", "))
        return roff.text
    }

    /// Those that are installed.
    static let all: [ManPage] =
        [
            ManPage(
                name: "monitord", section: 1,
                purpose: "watches fine-tuned models and says when their behaviour changes",
                write: writeOverview)
        ]
        + CommandLineTool.families.map(page(of:)) + [
            ManPage(
                name: "monitord.toml", section: 5, purpose: "configuration of monitord",
                write: { roff in
                    roff.section("DESCRIPTION")
                    roff.paragraph(
                        "The configuration is TOML 1.0. An unknown key is an error. Durations are strings, such as "
                            + "`\"250ms\"`, `\"30s\"` or `\"1h30m\"`. `monitord check -c FILE` says everything "
                            + "that is wrong at once.")
                    writeKeys("config", &roff)
                }),
            ManPage(
                name: "monitord-rules", section: 5, purpose: "rules of monitord",
                write: { roff in
                    roff.section("DESCRIPTION")
                    roff.paragraph(
                        "Rule files are TOML 1.0. `monitord check FILE` says everything that is wrong at once, and "
                            + "`monitord rules show` what each rule needs before it pages.")
                    writeKeys("rule", &roff)
                }),
        ]

    /// The page of one command, on demand: monitord(1) has it too.
    static func page(of command: Command) -> ManPage {
        ManPage(
            name: "monitord-" + command.words.joined(separator: "-"), section: 1, purpose: command.purpose,
            write: { roff in
                roff.section("SYNOPSIS")
                roff.flow(synopsis(command))
                roff.section("OPTIONS")
                for option in command.everyOption { roff.entry(term(option), option.purpose) }
                if !command.notes.isEmpty {
                    roff.section("DESCRIPTION")
                    roff.notes(command.notes)
                }
                writeStatuses(&roff)
            })
    }

    private static func page(of family: CommandFamily) -> ManPage {
        ManPage(
            name: "monitord-" + family.name, section: 1, purpose: family.purpose,
            write: { roff in
                roff.section("SYNOPSIS")
                roff.flow("`monitord \(family.name)` NAME [OPTIONS]")
                roff.section("DESCRIPTION")
                roff.notes(family.notes)
                roff.section("COMMANDS")
                for command in CommandLineTool.commands.filter(family.contains) { write(command, &roff) }
                writeStatuses(&roff)
            })
    }

    private static func writeOverview(_ roff: inout Roff) {
        roff.section("SYNOPSIS")
        roff.flow("`monitord` COMMAND [OPTIONS]")
        roff.section("DESCRIPTION")
        roff.paragraph(
            "monitord reads inference events, compares each model with its baseline, and records an alert when the "
                + "evidence says that its behaviour changed. Data goes to standard output, talk to standard error.")
        roff.section("OPTIONS")
        roff.paragraph("Every command takes these. Options may stand anywhere; `--` ends them.")
        for option in Command.everywhere { roff.entry(term(option), option.purpose) }
        roff.section("COMMANDS")
        for family in CommandLineTool.families {
            roff.entry(Roff.bold("monitord \(family.name)"), "\(family.purpose): see monitord-\(family.name)(1)")
        }
        for command in CommandLineTool.commands
        where !CommandLineTool.families.contains(where: { $0.contains(command) }) {
            write(command, &roff)
        }
        writeStatuses(&roff)
        roff.section("ENVIRONMENT")
        for (name, meaning) in environment { roff.entry(Roff.bold(name), meaning) }
        roff.section("FILES")
        roff.entry(Roff.italic(Setup.defaultPath), "the configuration, monitord.toml(5)")
        roff.entry(Roff.italic("/etc/monitord/rules"), "rules, monitord-rules(5)")
        roff.entry(Roff.italic("/var/lib/monitord/monitord.db"), "the store")
    }

    static let environment: [(name: String, meaning: String)] = [
        ("MONITORD_CONFIG", "the configuration, when there is no --config"),
        ("NO_COLOR", "no colour, when it is not empty"),
        ("CLICOLOR_FORCE", "colour even into a file, when it is neither empty nor 0"),
        ("TERM", "no colour when it is dumb"),
        ("LC_ALL, LC_CTYPE, LANG", "on a terminal, ASCII unless the first that is set names UTF-8"),
    ]

    private static func write(_ command: Command, _ roff: inout Roff) {
        roff.subsection("monitord \(command.name)")
        roff.flow(synopsis(command))
        roff.paragraph(sentence(command.purpose))
        for option in command.options { roff.entry(term(option), option.purpose) }
        if !command.notes.isEmpty { roff.notes(command.notes) }
    }

    private static func synopsis(_ command: Command) -> String {
        "`monitord \(command.name)` [OPTIONS]" + (command.operands.isEmpty ? "" : " " + command.operands)
    }

    private static func term(_ option: Option) -> String {
        var text = option.letter.map { Roff.bold($0) + ", " } ?? ""
        text += Roff.bold("--\(option.name)")
        guard let value = option.value else { return text }
        return text + (option.isValueOptional ? "[=\(Roff.italic(value))]" : " \(Roff.italic(value))")
    }

    private static func writeStatuses(_ roff: inout Roff) {
        roff.section("EXIT STATUS")
        for (status, meaning) in ExitStatus.table { roff.entry(Roff.bold("\(status)"), sentence(meaning)) }
    }

    private static func writeKeys(_ topic: String, _ roff: inout Roff) {
        roff.section("KEYS")
        for key in KeyHelp.keys(of: topic) where !key.isWord {
            let standard = key.standard == "required" ? "required" : "default \(key.standard)"
            roff.entry(
                Roff.bold(String(key.topic.dropFirst(topic.count + 1))), "\(key.type), \(standard). \(key.meaning)")
        }
        let words = KeyHelp.keys(of: topic).filter(\.isWord)
        guard !words.isEmpty else { return }
        roff.section("WORDS")
        for key in words {
            roff.entry(
                Roff.bold(String(key.topic.dropFirst(topic.count + 1))), "\(key.type), \(key.standard). \(key.meaning)")
        }
    }

    private static func sentence(_ text: String) -> String {
        let head = text.prefix(1).uppercased() + text.dropFirst()
        return head.last == "." ? head : head + "."
    }
}
