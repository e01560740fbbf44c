// Which series a plan of canaries has.

internal import Canaries
internal import Model

/// Suites and targets without what they ask and whom: their names, and what judging needs.
struct CanaryScopes: Sendable {
    /// A suite at a target.
    struct Pair: Sendable {
        var suite: Suite
        var target: Target
        var scope: Scope
    }

    private(set) var pairs: [Pair] = []
    private let targets: [Target]

    init(_ plan: CanaryPlan?) {
        targets = (plan?.targets ?? []).map { target in
            // What is secret stays with those who ask.
            var bare = Target(name: target.name, model: target.model, endpoint: Endpoint(url: ""))
            (bare.role, bare.served, bare.base) = (target.role, target.served, target.base)
            return bare
        }
        for var suite in plan?.suites ?? [] {
            suite.items = []
            for target in targets where suite.targets.isEmpty || suite.asks(target.name) {
                pairs.append(
                    Pair(suite: suite, target: target, scope: Scope(names(of: target) + [(.suite, suite.name)])))
            }
        }
    }

    /// Targets of one model, such as the variants of a rollout, are told apart by their names.
    private func names(of target: Target) -> [(dimension: Dimension, value: String)] {
        let isShared = targets.count { $0.model.utf8.elementsEqual(target.model.utf8) } > 1
        return [(.model, target.model)] + (isShared ? [(.deployment, target.name)] : [])
    }

    func pair(suite: String, target: String) -> Pair? {
        pairs.first { $0.suite.name.utf8.elementsEqual(suite.utf8) && $0.target.name.utf8.elementsEqual(target.utf8) }
    }

    func pair(of scope: Scope) -> Pair? { pairs.first { $0.scope == scope } }

    /// The series of a target, whatever it is asked.
    func scope(of target: Target) -> Scope { Scope(names(of: target)) }

    /// The base of a tuned target, and the targets that have this one as their base, where both are asked the suite.
    func comparisons(of pair: Pair) -> [(tuned: Pair, base: Pair)] {
        let suite = pair.suite.name
        var found: [(tuned: Pair, base: Pair)] = []
        if let base = pair.target.base.flatMap({ self.pair(suite: suite, target: $0) }) { found.append((pair, base)) }
        for other in pairs where other.suite.name.utf8.elementsEqual(suite.utf8) {
            guard let base = other.target.base, base.utf8.elementsEqual(pair.target.name.utf8) else { continue }
            found.append((other, pair))
        }
        return found
    }

    /// Whether a rule judges this series.
    func has(_ rule: CanaryRule, _ scope: Scope) -> Bool {
        switch rule {
        case .failures, .schedule, .leak: pair(of: scope) != nil
        case .regression: pair(of: scope)?.suite.kind.isComparable ?? false
        case .comparison:
            pair(of: scope).map { pair in comparisons(of: pair).contains { $0.tuned.scope == scope } } ?? false
        case .identity: targets.contains { self.scope(of: $0) == scope }
        // The registry has them, not the plan.
        case .basePath: false
        }
    }
}

extension CanaryKind {
    /// Whether its runs are held against the first one.
    var isComparable: Bool { isReevaluation || self == .capability }
}

extension Suite {
    fileprivate func asks(_ target: String) -> Bool {
        targets.isEmpty || targets.contains { $0.utf8.elementsEqual(target.utf8) }
    }
}
