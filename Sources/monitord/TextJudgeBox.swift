// The refusal patterns where a closure can hold them.

internal import Model
internal import TextScan

/// The patterns, which serve one answer at a time: a closure can hold this.
final class TextJudgeBox {
    private var judge: RefusalJudge

    init() throws(PatternError) {
        judge = try RefusalJudge()
    }

    func judge(_ answer: Sealed) -> TextVerdict { judge.judge(answer) }
}
