// All that is kept of one cell in one pane. Merging is associative and commutative, whatever the order of arrival.

package import Model
internal import Statistics

/// What a pane keeps of an event beside its outcome.
package struct PaneContents: Equatable, Sendable {
    /// In the order of `Event.values`; at most `Measure.countMax`.
    package let measures: [Measure]
    package let parts: Parts
    package var hasPairs: Bool { parts.hasPairs }

    /// The same without the names, for the hot path.
    package struct Parts: Equatable, Sendable {
        /// One bit for each place of `Event.values`.
        let measured: UInt8
        package let hasUsers: Bool
        package let hasPairs: Bool
        package let hasExamples: Bool

        @inlinable
        var isTallyOnly: Bool { measured == 0 && !hasUsers && !hasPairs && !hasExamples }
    }

    /// `hasUsers`: a sample of users; `hasPairs`: a sample of questions, for comparing two models; `hasExamples`: ids
    /// of a few events.
    package init(
        measures: [Measure] = [], hasUsers: Bool = false, hasPairs: Bool = false, hasExamples: Bool = false
    ) {
        precondition(measures.count <= Measure.countMax, "an event has places for eight measures")
        self.measures = measures
        parts = Parts(
            measured: UInt8(truncatingIfNeeded: (1 << measures.count) - 1), hasUsers: hasUsers, hasPairs: hasPairs,
            hasExamples: hasExamples)
    }
}

/// Totals for windows, and samples for evidence.
package struct Accumulator: Equatable, Sendable {
    package static let zero = Accumulator()
    package static let questionsMax = 128

    package var totals: Totals
    /// By user.
    package var sample = Sample()
    /// By question: outcomes only. Two cells of a pane keep the same questions, so that their answers can be paired.
    package var pairs = Sample(capacity: Accumulator.questionsMax)
    package var examples = Examples()

    package init(tally: Tally = .zero, histograms: [Histogram] = []) {
        totals = Totals(tally: tally, histograms: histograms)
    }

    package var tally: Tally { totals.tally }
    /// By the place of the measure; places past the end are empty.
    package var histograms: [Histogram] { totals.histograms }

    package var isEmpty: Bool { totals.isEmpty }

    /// Whether there is nothing but outcomes.
    package var isTallyOnly: Bool {
        sample.isEmpty && pairs.isEmpty && examples.isEmpty && histograms.allSatisfy(\.isEmpty)
    }

    @inlinable
    package mutating func add(_ event: borrowing Event, pane: Int64, parts: PaneContents.Parts) {
        totals.tally.add(event.outcome, weight: event.weight)
        if !parts.isTallyOnly { addParts(event, pane, parts) }
    }

    package mutating func merge(_ other: Accumulator) {
        totals.merge(other.totals)
        sample.merge(other.sample)
        pairs.merge(other.pairs)
        examples.merge(other.examples)
    }

    @usableFromInline
    mutating func addParts(_ event: borrowing Event, _ pane: Int64, _ parts: PaneContents.Parts) {
        let measured = event.measured & parts.measured
        var bins = InlineArray<8, UInt16>(repeating: 0)
        totals.extend(to: 8 - measured.leadingZeroBitCount)
        var rest = measured
        while rest != 0 {
            let place = rest.trailingZeroBitCount
            rest &= rest &- 1
            bins[place] = LogBins.grid.bin(of: event.values[place])
            totals.add(event.values[place], bin: bins[place], weight: event.weight, measure: place)
        }
        if parts.hasUsers { addSample(event, pane, measured, bins) }
        if parts.hasExamples { examples.offer(event.id, kind: ExampleKind(event.outcome)) }
        if parts.hasPairs, event.question != 0 {
            let priority = Salt.priority(event.question, pane: pane, salt: Salt.question)
            pairs.insert(
                SampleRow(
                    priority: priority, kind: event.outcome.rawValue, weight: Int32(clamping: event.weight)))
        }
    }

    private mutating func addSample(
        _ event: borrowing Event, _ pane: Int64, _ measured: UInt8, _ bins: borrowing InlineArray<8, UInt16>
    ) {
        var priority = Sample.anonymous
        if event.user != 0 {
            priority = Salt.priority(event.user, pane: pane, salt: Salt.user)
            sample.note(bits: event.userBit)
        }
        let weight = Int32(clamping: event.weight)
        guard sample.insert(SampleRow(priority: priority, kind: event.outcome.rawValue, weight: weight)) else { return }
        if measured == 0 { return }
        let tag = event.tag
        var rest = measured
        while rest != 0 {
            let place = rest.trailingZeroBitCount
            rest &= rest &- 1
            let kind = SampleRow.measureKind + UInt8(truncatingIfNeeded: place)
            sample.insert(SampleRow(priority: priority, kind: kind, bin: bins[place], tag: tag, weight: weight))
        }
    }

    /// The same with measures in the places of another list, as when rules changed between two runs.
    package func rearranged(from old: [Measure], to new: [Measure]) -> Accumulator {
        if old == new || isTallyOnly { return self }
        let places = old.map { new.firstIndex(of: $0) }
        var moved = self
        moved.totals.histograms = new.map { measure in
            old.firstIndex(of: measure).map { totals.histogram($0) } ?? .empty
        }
        moved.sample = sample.rearranged { place in place < places.count ? places[place] : nil }
        return moved
    }
}

extension Sample {
    /// The same with measures in other places; without those that have none.
    fileprivate func rearranged(_ place: (Int) -> Int?) -> Sample {
        var moved = Sample(capacity: capacity)
        moved.note(bits: userBits)
        let kept = rows.compactMap { row -> SampleRow? in
            guard let measure = row.measure else { return row }
            guard let target = place(measure) else { return nil }
            var row = row
            row.kind = SampleRow.measureKind + UInt8(truncatingIfNeeded: target)
            return row
        }
        for row in kept.sorted(by: { $0.precedes($1) }) { moved.append(row) }
        return moved
    }
}
