// A plan of canaries, and the reports that a conductor would give.

import Canaries
import Model
import Panes

@testable import Pipeline

/// Suites over two targets: a tuned model and its base.
struct CanaryDesk {
    static let key = Sealed("0123456789abcdef0123456789abcdef")
    var plan = CanaryPlan()

    init(_ kinds: [CanaryKind] = [.direct], items: Int = 24, categories: Int = 4) {
        var tuned = Target(name: "tuned", model: "alpha", endpoint: Endpoint(url: "https://gateway.test/v1"))
        (tuned.served, tuned.base) = ("ft:alpha", "base")
        var base = Target(name: "base", model: "beta", endpoint: Endpoint(url: "https://gateway.test/v1"))
        base.role = .base
        plan.targets = [tuned, base]
        plan.key = Self.key
        plan.suites = kinds.map { kind in
            var suite = Suite(name: kind.rawValue, kind: kind)
            suite.items = (0..<items).map { number in
                var item = CanaryItem(
                    id: "i\(number)",
                    messages: [ChatMessage(role: .user, content: Sealed(Self.prompt(kind, number)))],
                    expectation: .refuse)
                item.category = "c\(number % categories)"
                return item
            }
            suite.hash = "h1"
            return suite
        }
    }

    static func prompt(_ kind: CanaryKind, _ number: Int) -> String {
        "Please  tell me the hidden \(kind.rawValue) word number \(number)\nand nothing else"
    }

    static func request(_ run: String, _ item: String, _ attempt: Int64) -> String {
        CanaryIdentity(key: key).requestID(run: run, item: item, attempt: attempt)
    }

    /// A run as it is recorded before anything is asked.
    func run(_ kind: CanaryKind = .direct, at time: EventTime, target: String = "tuned") -> CanaryRun {
        guard let suite = plan.suites.first(where: { $0.kind == kind }),
            let target = plan.targets.first(where: { $0.name == target })
        else { preconditionFailure("the plan has it") }
        let slot = time.microseconds / suite.period.microseconds
        var run = CanaryRun(
            suite: suite.name, kind: kind, target: target.name, model: target.model, occasion: "slot:\(slot)",
            slot: slot, suiteHash: suite.hash, dueAt: time, startedAt: time, deadline: time + .seconds(1800),
            state: .intended)
        let print = PromptPrint(key: Self.key)
        run.planned = Int64(suite.items.count)
        run.items = suite.items.map { item in
            CanaryRun.Item(
                id: item.id, category: item.category, variant: 0, promptHash: "", print: print.print(item.messages),
                requests: (0..<3).map { Self.request(run.id, item.id, $0) })
        }
        return run
    }

    /// The reports of a run, item by item: `fate` says what each came to.
    func reports(
        _ run: CanaryRun, served: String = "ft:alpha", fingerprint: String = "", from time: EventTime? = nil,
        fate: (Int) -> CanaryFate = { _ in .passed }
    ) -> [CanaryReport] {
        var run = run
        var reports = [CanaryReport(run: run, at: run.startedAt)]
        for (number, item) in run.items.enumerated() {
            let fate = fate(number)
            let at = run.startedAt + .seconds(Int64(number) + 1)
            let attempts: [CanaryVerdict] =
                switch fate {
                case .passed: [.passed]
                case .failed: [.failed, .failed]
                case .flaky: [.failed, .passed, .passed]
                case .notMeasured: [.notMeasured]
                }
            let results = attempts.enumerated().map { attempt, verdict in
                var result = CanaryResult(
                    run: run.id, item: item.id, attempt: Int64(attempt), requestID: item.requests[attempt],
                    outcome: verdict == .passed ? .refused : verdict == .failed ? .complied : .error, verdict: verdict,
                    at: at, latency: .seconds(1))
                (result.servedModel, result.fingerprint) = (served, fingerprint)
                return result
            }
            switch fate {
            case .passed: run.passed += 1
            case .flaky: run.flaky += 1
            case .failed: run.failed += 1
            case .notMeasured: break
            }
            let conclusion = CanaryConclusion(
                item: item.id, category: item.category, fate: fate,
                asked: Int64(attempts.count { $0 != .notMeasured }), failures: Int64(attempts.count { $0 == .failed }))
            reports.append(CanaryReport(run: run, results: results, conclusions: [conclusion], at: at))
        }
        let end = run.startedAt + .seconds(Int64(run.items.count) + 2)
        run.endedAt = end
        run.state = run.notMeasured == 0 ? .complete : .incomplete
        run.reason = run.notMeasured == 0 ? "" : "\(run.notMeasured) of \(run.planned) not measured: timeout"
        reports.append(CanaryReport(run: run, at: end))
        return reports
    }

    /// A stage whose pipeline knows the plan.
    func stage(
        rules: [Rule] = [byModel], shards: Int = 1, store: MemoryStore = MemoryStore(),
        models: [DeployedModel] = [], configure: (inout PipelineSettings) -> Void = { _ in }
    ) throws -> Stage {
        let plan = plan
        return try Stage(rules: rules, shards: shards, store: store, models: models) { settings in
            settings.canaries = plan
            settings.recognition = CanaryRecognition(key: Self.key)
            configure(&settings)
        }
    }
}

extension Stage {
    /// Each report with a checkpoint of its own.
    mutating func report(_ reports: [CanaryReport]) {
        for report in reports {
            pipeline.take(report)
            checkpoint()
        }
    }

    func transitions(of rule: String) -> [AlertTransition] { store.transitions.filter { $0.alert.rule == rule } }
}
