// What runs of canaries say, in words; what was not measured is never called a pass.

internal import Alerts
package import Model
internal import Statistics
package import Store

/// Words for runs, results and counts.
package enum CanaryWords {
    /// `24 of 24 passed`, `22 of 24 passed, 1 flaky, 1 failed`, `12 of 24 passed, 12 not measured: timeout 12`.
    package static func result(_ run: CanaryRun, passing word: String = "passed") -> String {
        switch run.state {
        case .missed, .skipped: return reasoned("nothing was asked", run.reason)
        case .intended:
            let done = run.passed + run.flaky + run.failed
            return "\(grouped(done)) of \(grouped(run.planned)) so far" + faults(run)
        case .complete: return score(run, word)
        case .incomplete:
            return reasoned("\(score(run, word)), \(grouped(run.notMeasured)) not measured", run.reason)
        }
    }

    private static func score(_ run: CanaryRun, _ word: String) -> String {
        "\(grouped(run.passed)) of \(grouped(run.planned)) \(word)" + faults(run)
    }

    private static func faults(_ run: CanaryRun) -> String {
        (run.flaky > 0 ? ", \(grouped(run.flaky)) flaky" : "")
            + (run.failed > 0 ? ", \(grouped(run.failed)) failed" : "")
    }

    private static func reasoned(_ text: String, _ reason: String) -> String {
        reason.isEmpty ? text : "\(text): \(reason)"
    }

    /// What so many first answers bound. Nil when nothing was measured.
    package static func bound(_ count: CanaryCount) -> String? {
        let (failures, measured) = (count.failures, count.measured)
        guard measured > 0 else { return nil }
        if failures == 0 {
            guard let bound = Canary.zeroFailureBound(count: Int(clamping: measured), alpha: 0.05) else { return nil }
            return "0 failures in \(grouped(measured)) bounds the failure rate at \(percent2(bound)) (95 %)"
        }
        guard let share = Proportion(hits: Double(failures), of: Double(measured)),
            let interval = share.wilson(alpha: 0.05)
        else { return nil }
        return "\(counted(Int(clamping: failures), "failure")) in \(grouped(measured)): \(percent2(share.rate)) "
            + "(95 %: \(percent2(interval.lower)) to \(percent2(interval.upper)))"
    }

    /// Two significant digits below one percent, one decimal above.
    private static func percent2(_ share: Double) -> String {
        guard share > 0, share < 0.0095 else { return percent(share) }
        var (scaled, digits) = (share * 100, 0)
        while scaled < 9.95, digits < 9 { (scaled, digits) = (scaled * 10, digits + 1) }
        var whole = scaled.rounded()
        for _ in 0..<digits { whole /= 10 }
        return "\(figure(whole)) %"
    }

    /// What came of an item over its attempts.
    package static func fate(_ results: [CanaryResult]) -> CanaryFate {
        guard let first = results.first(where: { $0.attempt == 0 }), first.verdict != .notMeasured else {
            return .notMeasured
        }
        if first.verdict == .passed { return .passed }
        let repeats = results.filter { $0.attempt > 0 && $0.verdict != .notMeasured }
        // A failure that was seen stays one unless every repeat takes it back.
        return !repeats.isEmpty && repeats.allSatisfy { $0.verdict == .passed } ? .flaky : .failed
    }
}
