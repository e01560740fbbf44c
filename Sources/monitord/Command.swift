// What a command is: its words, its options, and the function behind it.

/// One option, such as `--since TIME`. Without a value name it is a flag.
struct Option: Sendable {
    let name: String
    var short: Character?
    var value: String?
    let purpose: String
    var isRepeatable = false

    var synopsis: String {
        let shortForm = short.map { "-\($0), " } ?? "    "
        return "\(shortForm)--\(name)" + (value.map { " \($0)" } ?? "")
    }
}

/// One command or subcommand. The table of them makes help and spelling advice, so neither can drift.
struct Command: Sendable {
    /// One word, or two for a subcommand: `baseline learn`.
    let name: String
    let purpose: String
    /// What stands after the options, such as `[FILE]`.
    var operands = ""
    var operandsMax = 0
    var options: [Option] = []
    var notes: [String] = []
    let run: @Sendable (Arguments) throws(CommandFailure) -> Int32

    static let everywhere: [Option] = [
        Option(name: "json", purpose: "print JSON"),
        Option(name: "no-color", purpose: "never colour; so does NO_COLOR"),
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
