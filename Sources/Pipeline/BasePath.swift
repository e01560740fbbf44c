// Whether the way back to the base model is still there (R116).

internal import Canaries
internal import Model

/// A tuned model of the registry, and what became of its base.
struct BasePath: Sendable {
    var model: String
    var base: String
    /// Cycles of re-evaluation count from here on.
    var since: EventTime
    /// Why one cannot go back to the base, whatever the time; nil: one can until it is retired.
    private var loss: String?
    private var baseRetiredAt: EventTime?
    /// From then on nobody wants to go back.
    private var retiredAt: EventTime?

    /// Of models that name their base. Without targets nobody can say whether a base is still served.
    static func list(_ models: [DeployedModel], targets: [Target]) -> [BasePath] {
        models.compactMap { model in
            guard model.role == .tuned, let base = model.baseModel, !model.isCalled(base) else { return nil }
            let registered = models.first { $0.isCalled(base) }
            let isAsked = targets.contains { target in
                target.model.utf8.elementsEqual(base.utf8) || registered?.isCalled(target.model) ?? false
            }
            let loss = registered == nil ? "no [[model]] names it" : !isAsked ? "it is no target of canaries" : nil
            return BasePath(
                model: model.name, base: base, since: model.deployedAt ?? model.trainedAt, loss: loss,
                baseRetiredAt: registered?.retiredAt, retiredAt: model.retiredAt)
        }
    }

    func loss(at now: EventTime) -> String? {
        if let retiredAt, retiredAt <= now { return nil }
        if let loss { return loss }
        return baseRetiredAt.flatMap { $0 <= now ? "it was retired at \($0.rfc3339)" : nil }
    }

    var scope: Scope { Scope([(.model, model)]) }
}

extension CanaryWatch {
    /// A run of the model is over.
    mutating func countEvaluation(_ run: CanaryRun) {
        guard run.isOver, let path = paths.first(where: { $0.model.utf8.elementsEqual(run.model.utf8) }) else { return }
        let place = place(.basePath, path.scope)
        guard case .evaluations(var count) = series[place].facts else { return }
        count.take(run)
        setFacts(place, .evaluations(count))
    }

    mutating func lookAtBases(at now: EventTime, _ support: Supporter, _ outcome: inout Outcome) {
        for path in paths {
            let place = place(.basePath, path.scope)
            guard case .evaluations(let count) = series[place].facts else { continue }
            let cycles = count.cycles(since: path.since)
            let saying = CanarySaying(path, cycles: cycles, at: now)
            // The clock asks each second: what was said already is not said again.
            if saying == series[place].saying { continue }
            say(place, saying, at: now, nil, support, &outcome)
        }
    }
}

extension CanarySaying {
    init(_ path: BasePath, cycles: Int, at now: EventTime) {
        self.init()
        events = Int64(cycles)
        let loss = path.loss(at: now)
        guard let loss, cycles < EvaluationCount.cyclesMin else {
            isRecovered = true
            summary =
                loss == nil
                ? "\(path.model) can be taken back to \(path.base)"
                : "\(path.model) went through \(cycles) cycles of re-evaluation; its base is not needed any more"
            return
        }
        severity = .medium
        summary =
            "\(path.model) cannot be taken back to its base \(path.base): \(loss), and only "
            + "\(Self.count(Int64(cycles), "cycle")) of re-evaluation of \(EvaluationCount.cyclesMin) came through "
            + "since it was deployed"
        ground = "a base model stays until its tuned model has survived two cycles"
    }
}
