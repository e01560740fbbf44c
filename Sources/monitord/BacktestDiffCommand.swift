// `monitord backtest diff`: which alerts a change of rules makes appear, vanish or move.

internal import Backtests
internal import Model
internal import Platform
internal import Rules

enum BacktestDiffCommand {
    static let command = Command(
        name: "backtest diff", purpose: "show which alerts appear, vanish or move from the rules OLD to the rules NEW",
        operands: "OLD NEW", operandsMax: 2, completes: .file,
        options: BacktestCommand.input + [
            Option(name: "ignore-labels", purpose: "labels, annotations and runbooks may differ")
        ] + BacktestCommand.output,
        notes: [
            "OLD and NEW are rule files or directories. Both judge the same events, which are read once.",
            "The exit status is 0 when the alerts are the same, and 1 when they differ.",
            "  monitord backtest diff rules rules.new --input week.jsonl",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard arguments.operands.count == 2 else {
            throw .usage("two sets of rules are compared: monitord backtest diff OLD NEW --input FILE")
        }
        let configuration = try Setup.configuration(arguments)
        let form = try BacktestOutput(arguments)
        var sets: [RuleSet] = []
        for word in arguments.operands {
            let files = try BacktestCommand.ruleFiles([word], arguments, configuration)
            sets.append(try BacktestCommand.set(files, arguments, configuration))
        }
        let result = try BacktestRun(sets, arguments, configuration, Clocks.wall()).result { _ in }
        // Without a judged pane there is nothing to compare, and the reason is worth more than "the same".
        _ = try result.report(set: 0, incidents: nil)
        let diff = BacktestDiff(
            old: result.stories[0], new: result.stories[1], ignoresLabels: arguments[flag: "ignore-labels"])
        let page = diff.page(old: arguments.operands[0], new: arguments.operands[1])
        try form.write(page: page) { diff.write(to: &$0) }
        return result.isWhole ? (diff.changes.isEmpty ? ExitStatus.ok : ExitStatus.negative) : result.status
    }
}
