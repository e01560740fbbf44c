// When a suite is due at a target: one moment in every slot of its period.

package import Model

/// Slots are counted from the epoch, so that every process derives the same ones. Where in its slot a run falls is
/// drawn with the installation's key: nobody can guess it, and a restart draws the same.
package struct Schedule: Sendable {
    package let period: TimeSpan
    /// How long a run may take.
    package let deadline: TimeSpan
    private let identity: CanaryIdentity
    private let occasion: [String]

    package init(suite: Suite, target: String, key: Sealed) {
        period = max(suite.period, .seconds(1))
        deadline = max(suite.deadline, .zero)
        identity = CanaryIdentity(key: key)
        occasion = [suite.name, target]
    }

    /// The slot that a moment falls into.
    package func slot(at time: EventTime) -> Int64 {
        let (quotient, rest) = time.microseconds.quotientAndRemainder(dividingBy: period.microseconds)
        return rest < 0 ? quotient - 1 : quotient
    }

    package func start(of slot: Int64) -> EventTime {
        let (product, overflow) = slot.multipliedReportingOverflow(by: period.microseconds)
        return EventTime(microseconds: overflow ? (slot < 0 ? .min : .max) : product)
    }

    /// Within its slot, and early enough that a run that begins then ends within it.
    package func due(_ slot: Int64) -> EventTime {
        var draw = identity.draw("jitter", occasion + [String(slot)])
        return start(of: slot) + TimeSpan(microseconds: draw.number(below: (period - deadline).microseconds))
    }

    /// The newest slot that is due by then.
    package func newest(dueBy time: EventTime) -> Int64 {
        let slot = slot(at: time)
        return due(slot) <= time ? slot : max(slot, .min + 1) - 1
    }

    /// Until when a run that begins then may take: the next slot's turn is not taken from it.
    package func deadline(of slot: Int64, startedAt: EventTime) -> EventTime {
        min(startedAt + deadline, due(min(slot, .max - 1) + 1))
    }
}
