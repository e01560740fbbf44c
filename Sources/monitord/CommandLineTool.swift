// From words to a command.

internal import Model
internal import Rules

enum CommandLineTool {
    static let commands: [Command] =
        [
            RunCommand.command, AlertsCommand.command, AlertsCommand.list, AlertsShowCommand.command,
            AlertsExportCommand.command, ExplainCommand.command, ChartCommand.command,
            StatusCommand.command,
        ]
        + [
            NotifyRouteCommand.command, NotifyPreviewCommand.command, NotifyTestCommand.command,
            NotifyOutboxCommand.command,
        ]
        + IncidentCommand.all + [SilenceListCommand.command, TaskListCommand.command] + CtlCommand.all
        + [
            CanaryListCommand.command, CanaryDueCommand.command, CanaryHistoryCommand.command,
            CanaryAuditCommand.command,
        ]
        + CanaryOrders.all
        + AlertsOrders.all + SilenceOrders.all + IncidentOrders.all
        + [RulesListCommand.command, RulesCommand.show] + BaselineCommand.all
        + [EventsCommand.decode, JudgeCommand.command, CheckCommand.command, TestCommand.command] + BacktestCommand.all
        + EvalCommand.all
        + [GenerateCommand.command] + DetectCommand.all + StatCommand.all
        + [TopCommand.command, LagCommand.command, DoctorCommand.command, EventsTailCommand.command]
        + [CompletionCommand.command, ManCommand.command]
        + [VersionCommand.command, HelpCommand.command]
    /// Commands that help shows in one line together.
    static let families = [DetectCommand.family, StatCommand.family]

    static func run(_ words: [String]) -> Int32 {
        do throws(CommandFailure) {
            return try dispatch(words)
        } catch {
            Console.complain(error)
            return error.status
        }
    }

    private static func dispatch(_ words: [String]) throws(CommandFailure) -> Int32 {
        guard let first = words.first else {
            Console.say(HelpCommand.overview)
            return ExitStatus.usage
        }
        if first == "--help" || first == "-h" { return try dispatch(["help"]) }
        if first == "--version" { return try dispatch(["version"] + words.dropFirst()) }
        if words.count == 2, words[1] == "--help" || words[1] == "-h" { return try dispatch(["help", first]) }
        let (command, rest) = try find(commandFirst(words))
        if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            Console.line(HelpCommand.text(for: command))
            return ExitStatus.ok
        }
        return try command.run(try Arguments(rest, for: command))
    }

    /// How this process was asked to print. Words that make no sense are told by `dispatch`.
    static func settings(_ words: [String]) -> ConsoleSettings {
        guard !words.isEmpty else { return ConsoleSettings() }
        do throws(CommandFailure) {
            let (command, rest) = try find(commandFirst(words))
            return try ConsoleSettings(Arguments(rest, for: command))
        } catch {
            return ConsoleSettings()
        }
    }

    /// Options may stand before the command: they move behind its words.
    private static func commandFirst(_ words: [String]) -> [String] {
        let movable = Command.everywhere + [Command.config, Command.store, Command.baselines]
        var options: [String] = []
        var rest = words[...]
        while let word = rest.first, word.hasPrefix("-"),
            let option = movable.first(where: { word.prefix { $0 != "=" } == "--\($0.name)" || word == $0.letter })
        {
            let takesNext = option.value != nil && !option.isValueOptional && !word.contains("=")
            // To some commands a letter is something else: -c is the comment of an order.
            options.append(word == option.letter ? "--\(option.name)" : word)
            if takesNext { options += rest.dropFirst().prefix(1) }
            rest = rest.dropFirst(takesNext ? 2 : 1)
        }
        if options.isEmpty { return words }
        let name = rest.prefix { !$0.hasPrefix("-") }.prefix(isPair(rest) ? 2 : 1)
        return name + options + rest.dropFirst(name.count)
    }

    private static func isPair(_ words: ArraySlice<String>) -> Bool {
        let pair = words.prefix(2).joined(separator: " ")
        return words.count > 1 && commands.contains { $0.name == pair }
    }

    /// The command with the longest name that the words begin with.
    private static func find(_ words: [String]) throws(CommandFailure) -> (Command, ArraySlice<String>) {
        if words.count > 1, let pair = commands.first(where: { $0.name == "\(words[0]) \(words[1])" }) {
            return (pair, words.dropFirst(2))
        }
        if words[0] == CompletionCommand.hidden.name { return (CompletionCommand.hidden, words.dropFirst()) }
        if let single = commands.first(where: { $0.name == words[0] }) { return (single, words.dropFirst()) }
        let family = commands.filter { $0.name.hasPrefix(words[0] + " ") }
        if words.count == 1 || words[1].hasPrefix("-"), let standard = family.first(where: \.isStandard) {
            return (standard, words.dropFirst())
        }
        let parts = family.map(\.name)
        if !parts.isEmpty {
            let isUnknown = words.count > 1 && !words[1].hasPrefix("-")
            let fault = isUnknown ? "no '\(words[0]) \(words[1])'" : "'\(words[0])' needs a second word"
            let near = words.count > 1 ? nearest(to: "\(words[0]) \(words[1])", among: parts) : nil
            throw .usage(fault, help: advice(near.map { "did you mean 'monitord \($0)'?" }, "one of", parts))
        }
        let near = nearest(to: words[0], among: commands.map { String($0.name.prefix { $0 != " " }) })
        throw .usage(
            "unknown command '\(words[0])'",
            help: [near.map { "did you mean 'monitord \($0)'?" }, "see: monitord help"].compactMap(\.self))
    }
}
