// `monitord canary history --trend`: does a suite pass less often than it did?

internal import Alerts
internal import Charts
internal import Model
internal import Platform
internal import Statistics
internal import Store

/// The runs of one suite, in one version of it, at one target, oldest first.
struct CanaryTrend {
    private let suite: String
    private let target: String
    private let suiteHash: String
    private let points: [Point]
    /// Runs of other versions of the suite: they asked something else.
    private let otherVersions: Int
    private let test: TrendTest?

    private struct Point {
        var run: CanaryRun
        /// Items whose first answer was right, among those measured.
        var share: Proportion
        var interval: Interval
    }

    /// Below this many of the rarer kind of answer, the test's p is only a guess.
    private static let rarerMin = 5.0
    private static let secondsPerWeek = 7.0 * 86_400

    /// Newest first; all of one suite and target. Nil without one that measured anything.
    private init?(_ runs: [CanaryRun]) {
        guard let newest = runs.first else { return nil }
        (suite, target, suiteHash) = (newest.suite, newest.target, newest.suiteHash)
        let same = runs.filter { $0.suiteHash.utf8.elementsEqual(newest.suiteHash.utf8) }
        otherVersions = runs.count - same.count
        points = same.reversed().compactMap { run in
            let measured = run.passed + run.flaky + run.failed
            guard let share = Proportion(hits: Double(run.passed), of: Double(measured)),
                let interval = share.wilson(alpha: 0.05)
            else { return nil }
            return Point(run: run, share: share, interval: interval)
        }
        guard !points.isEmpty else { return nil }
        test = TrendTest(
            points.map { TrendTest.Group($0.share, score: (($0.run.dueAt - newest.dueAt).seconds)) })
    }

    static func run(
        _ wanted: CanaryRunFilter, _ reader: borrowing Reader, _ arguments: Arguments
    ) throws(CommandFailure) -> Int32 {
        guard let suite = wanted.suite else {
            throw .usage("the trend of which suite? --suite NAME", help: ["see: monitord canary list"])
        }
        var filter = wanted
        filter.states = [.complete, .incomplete]
        let runs: [CanaryRun]
        do throws(StoreError) {
            runs = try reader.canaryRuns(filter)
        } catch {
            throw Setup.failure(error)
        }
        let others = runs.map(\.target).filter { !$0.utf8.elementsEqual((runs.first?.target ?? "").utf8) }
        if let first = runs.first?.target, let second = others.first {
            throw .usage("'\(suite)' asks several targets: \(first), \(second)", help: ["name one: --target NAME"])
        }
        guard let trend = CanaryTrend(runs) else {
            throw CommandFailure(
                status: ExitStatus.negative, message: "no run of '\(suite)' in that time measured anything",
                help: ["see: monitord canary history --suite \(suite)"])
        }
        if arguments.wantsJSON {
            Console.json { trend.write(to: &$0) }
        } else {
            try trend.print(arguments)
        }
        return ExitStatus.ok
    }

    private func print(_ arguments: Arguments) throws(CommandFailure) {
        let shown = points.suffix(Self.rowsMax)
        Console.table(
            ["RUN", "DUE (UTC)", "MEASURED", "FAILURES", "RIGHT AT ONCE", "95 %"],
            shown.map { point in
                [
                    String(point.run.id.prefix(8)), clock(point.run.dueAt), grouped(Int64(point.share.count)),
                    grouped(Int64(point.share.misses)), percent(point.share.rate),
                    "\(percent(point.interval.lower)) to \(percent(point.interval.upper))",
                ]
            }, alignedRight: [2, 3, 4, 5])
        if points.count > shown.count { Console.say("\(points.count - shown.count) runs before these: --json") }
        if let plot { for line in try ChartCommand.text(plot, arguments) { Console.line(line) } }
        Card.print(words)
        if otherVersions > 0 {
            Console.say("\(counted(otherVersions, "run")) of other versions of the suite left out")
        }
    }

    /// Rows of the table; the chart shows all.
    private static let rowsMax = 30

    private var plot: Plot? {
        guard points.count > 1, let first = points.first?.run.dueAt, let last = points.last?.run.dueAt else {
            return nil
        }
        let whole = points.reduce((hits: 0.0, count: 0.0)) { ($0.hits + $1.share.hits, $0.count + $1.share.count) }
        return Plot(
            title: "\(suite) at \(target): right at once", from: first, until: last + TimeSpan(microseconds: 1),
            points: points.map { Plot.Point(time: $0.run.dueAt, value: $0.share.rate) },
            levels: [Plot.Level(value: whole.hits / max(whole.count, 1), name: "all runs", style: .dotted)],
            marks: [], format: { percent($0) })
    }

    /// What the runs say, and what they cannot.
    private var words: String {
        guard points.count > 1 else { return "one run: a trend needs two" }
        let failures = points.reduce(0) { $0 + $1.share.misses }
        guard let test else {
            return failures == 0
                ? "no failure in \(counted(points.count, "run")): nothing falls"
                : "every answer was wrong: nothing falls"
        }
        guard test.rarer >= Self.rarerMin else {
            return "\(counted(Int(failures), "failure")) in \(counted(points.count, "run")): too few to tell a trend"
        }
        let perWeek = "\(figure(abs(test.slope) * Self.secondsPerWeek * 100)) points per week"
        guard test.p < 0.05 else {
            return "no trend is shown: \(test.slope < 0 ? "down" : "up") \(perWeek), \(Self.pText(test.p))"
        }
        return "the share that is right at once \(test.slope < 0 ? "falls" : "rises") by \(perWeek) "
            + "(Cochran-Armitage, \(Self.pText(test.p)))"
    }

    private static func pText(_ p: Double) -> String { p < 1e-6 ? "p below 0.000001" : "p = \(figure(p))" }

    private func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("suite", suite)
            writer.field("target", target)
            writer.field("suite_hash", suiteHash)
            writer.field("runs_of_other_versions", otherVersions)
            if let test, points.count > 1 {
                writer.key("trend")
                writer.object { writer in
                    writer.field("z", test.z)
                    writer.field("p", test.p)
                    writer.field("slope_per_week", test.slope * Self.secondsPerWeek)
                    writer.field("is_enough", test.rarer >= Self.rarerMin)
                }
            }
            writer.field("words", words)
            writer.key("runs")
            writer.array { writer in
                for point in points {
                    writer.object { writer in
                        writer.field("id", point.run.id)
                        writer.field("due_at", point.run.dueAt.rfc3339)
                        writer.field("measured", Int64(point.share.count))
                        writer.field("failures", Int64(point.share.misses))
                        writer.field("rate", point.share.rate)
                        writer.field("low", point.interval.lower)
                        writer.field("high", point.interval.upper)
                    }
                }
            }
        }
    }
}
