// Reports about monitord itself: what each rule makes of one.

internal import Alerts
internal import Model

extension SelfWatch {
    /// What a report moves, in the order of the rules.
    mutating func take(
        _ report: HealthReport
    ) -> (moves: [(transition: AlertTransition, place: Int)], at: EventTime) {
        let (words, time, isJump) = course.take(report)
        var moves: [(transition: AlertTransition, place: Int)] = []
        for word in words {
            if isJump { restartPending(word, at: time) }
            if let move = say(word.rule, word.scope, word.saying, at: time) { moves.append(move) }
        }
        // A receiver that is not there any more waits for nothing.
        for scope in awake(.deliveryStuck) where !report.receivers.contains(where: { scope.isOf($0.name) }) {
            let gone = WatchSaying.well("receiver \(visible(scope[.receiver] ?? "?")) is not configured any more")
            if let move = say(.deliveryStuck, scope, gone, at: time) { moves.append(move) }
        }
        return (moves, time)
    }

    /// Goes on with the readings of a run whose rules were exchanged.
    mutating func adopt(_ old: HealthCourse) { course = HealthCourse(settings, from: old) }

    /// A breach that was timed by a clock which jumped begins anew.
    private mutating func restartPending(_ word: HealthCourse.Word, at time: EventTime) {
        guard word.rule != .clockTrouble, isPending(word.rule, word.scope) else { return }
        _ = say(word.rule, word.scope, .well(""), at: time)
    }
}

extension Scope {
    fileprivate func isOf(_ receiver: String) -> Bool { (self[.receiver] ?? "").utf8.elementsEqual(receiver.utf8) }
}
