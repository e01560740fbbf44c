// What a command is: its words, its options, and the function behind it.

internal import Model

/// What can stand in a place of a command line, for completions.
enum Candidate: Equatable, Sendable {
    case nothing, file, directory
    /// One of these.
    case words([String])
    /// What the store or the rules know: `monitord __complete` lists it.
    case known(Known)
    case command

    /// Things that have names, asked for while somebody types.
    enum Known: String, CaseIterable, Sendable {
        case alert, rule, baseline, model, suite, target
    }
}

/// One option, such as `--since TIME`. Without a value name it is a flag.
struct Option: Sendable {
    let name: String
    var short: Character?
    var value: String?
    let purpose: String
    var isRepeatable = false
    /// What a value may be; nil is what the value's name says.
    var completes: Candidate?
    /// Then a value stands only after `=`.
    var isValueOptional = false

    var synopsis: String {
        let shortForm = short.map { "-\($0), " } ?? "    "
        return "\(shortForm)\(form)"
    }

    /// `-c`, where there is one.
    var letter: String? { short.map { "-\($0)" } }

    /// `--since TIME`
    var form: String {
        guard let value else { return "--\(name)" }
        return isValueOptional ? "--\(name)[=\(value)]" : "--\(name) \(value)"
    }

    /// What a value may be: as it was said, or as `low|high`, FILE, PATH, DIR and the like tell.
    var candidates: Candidate {
        if let completes { return completes }
        guard let value else { return .nothing }
        if value.contains("|") { return .words(value.split(separator: "|").map(String.init)) }
        switch value {
        case "FILE", "PATH": return .file
        case "DIR": return .directory
        case "RULE": return .known(.rule)
        case "MODEL": return .known(.model)
        case "STATE": return .words(Alert.State.allCases.map(\.rawValue))
        case "TIER": return .words(Severity.allCases.map(\.name))
        case "LEVEL": return .words(["debug", "info", "warning", "error"])
        default: return .nothing
        }
    }
}

/// One command or subcommand. The table of them makes help, man pages, completions and spelling advice, so none can
/// drift.
struct Command: Sendable {
    /// One word, or two for a subcommand: `baseline learn`.
    let name: String
    let purpose: String
    /// What stands after the options, such as `[FILE]`.
    var operands = ""
    var operandsMax = 0
    /// What an operand may be; nil is what their names say.
    var completes: Candidate?
    /// The first word alone means this command: `rules` is `rules list`.
    var isStandard = false
    var options: [Option] = []
    var notes: [String] = []
    let run: @Sendable (Arguments) throws(CommandFailure) -> Int32

    var words: [String] { name.split(separator: " ").map(String.init) }

    /// Its options, and those of every command that it does not define itself.
    var everyOption: [Option] {
        options + Command.everywhere.filter { shared in !options.contains { $0.name == shared.name } }
    }

    /// What an operand may be.
    var candidates: Candidate {
        if let completes { return completes }
        if operands.contains("FILE") || operands.contains("PATH") { return .file }
        if operands.contains("RULE") { return .known(.rule) }
        if words.first == "baseline", operands.contains("ID") { return .known(.baseline) }
        return operands.contains("ID") || operands.contains("ALERT") ? .known(.alert) : .nothing
    }

    static let everywhere: [Option] = [
        Option(
            name: "json", value: "FIELD,...", purpose: "print JSON; of the outermost objects only these fields",
            isValueOptional: true),
        Option(
            name: "color", value: "WHEN", purpose: "colour: auto, always or never",
            completes: .words(["auto", "always", "never"])),
        Option(name: "no-color", purpose: "never colour; so does NO_COLOR"),
        Option(name: "ascii", purpose: "only ASCII in text; so on a terminal whose locale is not UTF-8"),
        Option(name: "utc", purpose: "times in UTC, as they always are"),
        Option(name: "no-input", purpose: "never ask, as monitord never does"),
        Option(name: "quiet", short: "q", purpose: "only data and errors: no advice, no totals"),
        Option(name: "help", short: "h", purpose: "show this help"),
    ]

    static let config = Option(
        name: "config", short: "c", value: "FILE",
        purpose: "configuration; default $MONITORD_CONFIG, else /etc/monitord/monitord.toml")
    static let store = Option(
        name: "db", value: "DIR", purpose: "state directory; default store.path of the configuration")
    static let baselines = Option(
        name: "baselines", value: "DIR",
        purpose: "baseline directory; default baselines.directory of the configuration")
}

/// Many commands with the same first word, which the overview of help names once.
struct CommandFamily: Sendable {
    let name: String
    let purpose: String
    let notes: [String]

    func contains(_ command: Command) -> Bool { command.name.hasPrefix(name + " ") }
}
