// The thread that asks the models: the conductor says what, the prober how, and the line takes it to the record.

internal import Canaries
internal import Model
internal import Platform
internal import Synchronization
internal import TextScan

final class CanaryThread: Sendable {
    private let plan: CanaryPlan
    private let runs: [CanaryRun]
    private let results: [CanaryResult]
    private let pause: PauseFile
    private let line: CanaryLine
    private let log: Log
    private let isStopping = Atomic<Bool>(false)

    /// How long a turn waits for answers: orders, plans and the end are heard as often.
    private static let turn = TimeSpan.milliseconds(100)

    init(plan: CanaryPlan, runs: [CanaryRun], results: [CanaryResult], pause: PauseFile, line: CanaryLine, log: Log) {
        (self.plan, self.runs, self.results) = (plan, runs, results)
        (self.pause, self.line, self.log) = (pause, line, log)
    }

    /// What is asked then is asked again at the next start.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        line.close()
    }

    /// The body of the thread.
    func run() {
        guard let patterns = TextPatterns() else {
            return log.error("no canaries: the patterns of refusals could not be compiled")
        }
        var plan = plan
        var conductor = Conductor(plan: plan, runs: runs, results: results, now: Clocks.wall())
        while !isStopping.load(ordering: .acquiring) {
            let prober = Prober(
                judge: plan.judge, key: plan.key, concurrency: Int(plan.limits.concurrency),
                textJudgeName: RefusalJudge.version, textJudge: { patterns.judge($0) })
            guard var prober else {
                return log.error("no canaries: libcurl is not usable")
            }
            guard let next = ask(&conductor, &prober) else { break }
            // What is on its way belongs to the old plan; the conductor asks again for what it still wants.
            plan = next
            conductor.adopt(plan, at: Clocks.wall())
        }
    }

    /// Until the plan changes; nil at the end.
    private func ask(_ conductor: inout Conductor, _ prober: inout Prober) -> CanaryPlan? {
        var wasPaused = pause.read() != nil
        while !isStopping.load(ordering: .acquiring) {
            if let plan = hear(&conductor) {
                finish(&conductor, &prober)
                return plan
            }
            let pause = pause.read()
            if (pause != nil) != wasPaused {
                wasPaused = pause != nil
                log.warning(
                    wasPaused ? "canaries are paused" : "canaries go on",
                    ["by": pause?.by ?? "", "reason": pause?.reason ?? ""])
            }
            for act in conductor.step(at: Clocks.wall(), pause: pause) {
                switch act {
                case .report(let report): guard tell(report) else { return nil }
                case .ask(let ask): prober.start(ask, at: Clocks.wall())
                }
            }
            for answer in prober.poll(timeout: Self.turn, now: Clocks.wall) {
                conductor.take(answer, at: Clocks.wall())
            }
        }
        prober.cancelAll()
        return nil
    }

    /// Takes in what came over the line. A plan, when there is a new one.
    private func hear(_ conductor: inout Conductor) -> CanaryPlan? {
        while let word = line.nextWord() {
            switch word {
            case .admitted(let run): conductor.admit(run: run)
            case .plan(let plan): return plan
            case .order(let suite, let target, let id, let reply):
                do throws(OrderRefusal) {
                    try conductor.order(suite: suite, target: target, id: id, at: Clocks.wall())
                    _ = reply.send(nil)
                } catch {
                    _ = reply.send(error)
                }
            }
        }
        return nil
    }

    /// Waits for what is on its way, for as long as a turn of the old plan may take; the rest is asked again.
    private func finish(_ conductor: inout Conductor, _ prober: inout Prober) {
        let deadline = Clocks.monotonic() + .seconds(5)
        while prober.inFlight > 0, Clocks.monotonic() < deadline, !isStopping.load(ordering: .acquiring) {
            for answer in prober.poll(timeout: Self.turn, now: Clocks.wall) {
                conductor.take(answer, at: Clocks.wall())
            }
        }
        prober.cancelAll()
    }

    private func tell(_ report: CanaryReport) -> Bool {
        let run = report.run
        if run.isOver {
            log.line(
                run.state == .complete && run.failed == 0 ? .info : .warning, "canary run over",
                [
                    "suite": run.suite, "target": run.target, "run": run.id, "state": run.state.rawValue,
                    "passed": String(run.passed), "flaky": String(run.flaky), "failed": String(run.failed),
                    "not_measured": String(run.notMeasured), "reason": run.reason,
                ])
        }
        return line.report(report)
    }
}
