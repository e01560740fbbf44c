// Where a rate may really lie, given what was counted.

package import Model
package import Statistics

extension Evidence {
    /// The 95 % intervals of the window's rate: at this look, and at all looks together. Nil for what is no rate.
    package var intervals: (now: Interval, always: Interval)? {
        let isRate = Metric(name: metric)?.isOutcomeRate ?? false
        guard isRate || finding?.low != nil, let value,
            let proportion = Proportion(hits: value * effectiveEvents, of: effectiveEvents),
            let now = proportion.wilson(alpha: 0.05), let always = proportion.confidenceSequence(alpha: 0.05)
        else { return nil }
        return (now, always)
    }
}
