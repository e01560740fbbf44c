// `monitord completion`: scripts for shells, and the names that they ask for.

internal import Canaries
internal import Model
internal import Panes
internal import Rules
internal import Store

enum CompletionCommand {
    static let command = Command(
        name: "completion", purpose: "print the completion script of a shell", operands: "bash | zsh | fish",
        operandsMax: 1, completes: .words(Completion.shells),
        notes: [
            "example: monitord completion bash > ~/.local/share/bash-completion/completions/monitord",
            "example: monitord completion zsh > \"${fpath[1]}/_monitord\"",
            "example: monitord completion fish > ~/.config/fish/completions/monitord.fish",
            "Packages install all three. Names of alerts, rules, baselines and models come from the store and from",
            "the files that the configuration names.",
        ],
        run: run)

    /// Not in the table: only scripts say it.
    static let hidden = Command(
        name: "__complete", purpose: "names for completion scripts",
        operands: "alert | rule | baseline | model | suite | target",
        operandsMax: 1, options: [Command.config, Command.store, Command.baselines], run: names)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let shell = arguments.operands.first else {
            throw .usage("for which shell?", help: ["one of: \(Completion.shells.joined(separator: ", "))"])
        }
        guard let script = Completion.script(for: shell) else {
            throw .usage(
                "no completion for '\(shell)'",
                help: advice(
                    nearest(to: shell, among: Completion.shells).map { "did you mean \($0)?" }, "one of",
                    Completion.shells))
        }
        guard arguments.wantsJSON else {
            Console.bytes(Array(script.utf8) + [0x0A])
            return ExitStatus.ok
        }
        Console.json { writer in
            writer.object { writer in
                writer.field("shell", shell)
                writer.field("script", script)
            }
        }
        return ExitStatus.ok
    }

    private static func names(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let known = Candidate.Known(rawValue: arguments.operands.first ?? "") else { return ExitStatus.usage }
        for name in try names(of: known, arguments) where isPlain(name) { Console.line(name) }
        return ExitStatus.ok
    }

    private static func names(
        of known: Candidate.Known, _ arguments: Arguments
    ) throws(CommandFailure) -> [String] {
        let configuration = try Setup.configuration(arguments)
        do throws(StoreError) {
            switch known {
            case .alert:
                var filter = AlertFilter()
                filter.states = Alert.State.allCases
                return try Reader(directory: try storePath(arguments, configuration)).alerts(filter).map(\.id.text)
            case .model:
                let verdicts = try Reader(directory: try storePath(arguments, configuration)).verdicts()
                return unique(verdicts.compactMap { $0.scope.values.first { $0.dimension == .model }?.value })
            case .suite, .target:
                let runs = try Reader(directory: try storePath(arguments, configuration)).newestCanaryRuns()
                let plan = CanaryOutline(arguments).plan
                return known == .suite
                    ? unique((plan?.suites.map(\.name) ?? []) + runs.map(\.suite))
                    : unique((plan?.targets.map(\.name) ?? []) + runs.map(\.target))
            case .rule:
                let (set, _) = loadRules(paths: configuration.rules.files, paneWidth: configuration.panes.width)
                return set.rules.map(\.name)
            case .baseline:
                guard let (baselines, _) = try? Setup.baselineDirectory(arguments, configuration).list() else {
                    return []
                }
                return unique(baselines.flatMap { [$0.id, $0.name] })
            }
        } catch {
            throw Setup.failure(error)
        }
    }

    private static func storePath(_ arguments: Arguments, _ configuration: Configuration) throws(StoreError) -> String {
        arguments["db"] ?? configuration.store.path
    }

    private static func unique(_ names: [String]) -> [String] {
        names.enumerated().filter { place, name in
            !names[..<place].contains { $0.utf8.elementsEqual(name.utf8) }
        }.map(\.element)
    }

    /// A name goes into a command line as it is, so only letters that no shell takes for anything else.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._/:@+-".utf8.contains(byte)
                }
            } && name.utf8.first != UInt8(ascii: "-")
    }
}
