// A verdict in one sentence: what is known, or what is missing.

package import Model

extension Verdict {
    /// Why a series is said to be what it is, with the numbers behind it.
    package var why: String {
        let against = baselineValue.map { " against \(valueText($0, isShare: isShare))" } ?? ""
        let ratio = ratio.map { ", \(percent($0)) of baseline" } ?? ""
        let numbers = "\(valueText(value, isShare: isShare))\(against)\(ratio), n = \(grouped(events))"
        switch state {
        case .critical: return "past the critical line: \(numbers)\(evidence)"
        case .warning: return "past the warning line: \(numbers)\(evidence)"
        case .ok: return "nothing shows that a line is crossed: \(numbers)\(evidence)"
        case .insufficient:
            let wanted = needed == .max ? "more" : grouped(needed)
            return "too few events to judge: \(grouped(Int64(clamping: effectiveEvents))) of \(wanted)\(evidence)"
        case .stale: return "no event in the window; what was known is kept, and nothing is taken for healthy"
        case .learning(let reason): return "\(reason.rawValue): \(reason.advice)"
        }
    }

    private var evidence: String {
        guard let statistic, let threshold else { return "" }
        return "; evidence \(tenths(statistic)) of \(tenths(threshold))"
    }
}

extension Verdict.LearningReason {
    /// What ends it.
    package var advice: String {
        switch self {
        case .noBaseline: "monitord baseline learn, or baseline = \"rolling\" in the rule"
        case .otherModel: "a baseline judges the model that it was learned from: monitord baseline learn"
        case .notInBaseline: "learn again, from a time that has such events"
        case .thinBaseline: "learn again, from a longer time"
        case .notRegistered: "write one into a rule file, with its trained_at"
        case .noRegistry: "write one for each model that is deployed"
        case .outOfReach: "choose another line, or mode = \"points\""
        case .noControl: "wait for the control's events; the control itself stays here"
        case .fewUsers: "wait: it would say more of them than of the model"
        case .firstDay: "wait until a day of UTC is over"
        case .firstPoints: "wait for twenty windows"
        }
    }
}

extension Int64 {
    /// The nearest whole number at or below; zero for what is none.
    fileprivate init(clamping value: Double) { self = value >= 1 && value < 9e18 ? Int64(value) : 0 }
}
