// The patterns of refusals, where a closure can hold them.

internal import Model
internal import TextScan

/// Vectorscan's scratch space belongs to one scan at a time: one of these for each thread that judges.
final class TextPatterns {
    private var refusals: RefusalJudge

    /// Nil when they cannot be compiled on this machine.
    init?() {
        guard let refusals = try? RefusalJudge() else { return nil }
        self.refusals = refusals
    }

    func judge(_ answer: Sealed) -> TextVerdict { refusals.judge(answer) }
}
