// The patterns of refusals, where a closure can hold them.

package import Model
internal import TextScan

/// Vectorscan's scratch space belongs to one scan at a time: one of these for each thread that judges.
package final class TextPatterns {
    private var refusals: RefusalJudge

    /// Nil when they cannot be compiled on this machine.
    package init?() {
        guard let refusals = try? RefusalJudge() else { return nil }
        self.refusals = refusals
    }

    /// As `RefusalJudge` has it.
    package func judge(_ answer: Sealed) -> TextVerdict { refusals.judge(answer) }
}
