// How far one item of a run has come, and what that means.

import Model

/// Counts of attempts that have a result.
struct ItemCourse: Equatable, Sendable {
    private(set) var attempts: Int64 = 0
    private(set) var measured: Int64 = 0
    private(set) var failures: Int64 = 0
    /// How often the current attempt was tried in vain.
    var tries = 0
    /// Set once it is told; nothing is asked after that.
    var fate: CanaryFate?

    /// `repeats`: how often a failed item is asked again.
    mutating func take(_ verdict: CanaryVerdict, repeats: Int64) {
        attempts += 1
        tries = 0
        if verdict != .notMeasured { measured += 1 }
        if verdict == .failed { failures += 1 }
        if isDecided(repeats: repeats) { fate = fateNow }
    }

    private func isDecided(repeats: Int64) -> Bool {
        // Only a failed first attempt is repeated, and one more failure confirms it.
        failures != 1 || attempts > repeats
    }

    /// What it comes to if nothing more is asked.
    var fateNow: CanaryFate {
        if failures == 0 { return measured > 0 ? .passed : .notMeasured }
        // A failure was seen. Only an answer that passes takes it back; a repeat without an answer does not.
        return failures == 1 && measured > 1 ? .flaky : .failed
    }
}
