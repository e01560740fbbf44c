// One series' part of a closed pane, ready to be judged by any number of charts.

internal import Model
package import Panes

/// What the cells of a series brought in one pane, by stratum, with the rows of each user side by side.
package struct PaneEvidence: Sendable {
    package struct Part: Sendable {
        package var stratum: Int
        package var accumulator: Accumulator

        package init(stratum: Int, accumulator: Accumulator) {
            self.stratum = stratum
            self.accumulator = accumulator
        }
    }

    private struct Row: Sendable {
        var stratum: Int
        var row: SampleRow
    }

    package let parts: [Part]
    /// By user; events without a user last. Empty when no event named its user and all weigh the same.
    private let rows: [Row]
    package let hasUsers: Bool
    /// One of 64 bits for each user.
    package let userBits: UInt64
    /// The heaviest event, as a multiple of an event that was always kept.
    package let weightMax: Double

    /// Parts in a fixed order, so that sums are the same in every process.
    package init(_ parts: [Part]) {
        self.parts = parts
        hasUsers = parts.contains { !$0.accumulator.sample.isAnonymous }
        userBits = parts.reduce(0) { $0 | $1.accumulator.sample.userBits }
        var heaviest = Tally.weightOne
        let isWeighted = parts.contains { $0.accumulator.tally.hasUnequalWeights }
        if isWeighted {
            for part in parts {
                for row in part.accumulator.sample.rows { heaviest = max(heaviest, Int64(row.weight)) }
            }
        }
        weightMax = Double(heaviest) / Double(Tally.weightOne)
        rows = hasUsers || isWeighted ? Self.rows(parts) : []
    }

    /// Pairs of answers as events, a question as their user: a hit where only the series hit.
    init(pairs: [QuestionPair]) {
        parts = []
        userBits = 0
        weightMax = 1
        rows = pairs.flatMap { pair in
            [(Outcome.refused, pair.own), (.complied, pair.control)].filter { $0.1 > 0 }.map { outcome, count in
                let row = SampleRow(
                    priority: pair.priority, kind: outcome.rawValue, weight: Int32(Tally.weightOne),
                    count: UInt32(clamping: count))
                return Row(stratum: 0, row: row)
            }
        }
        hasUsers = !rows.isEmpty
    }

    /// Each part's rows are in order of priority; equal ones stay in the order of the parts.
    private static func rows(_ parts: [Part]) -> [Row] {
        let limit = Sample.limit(of: parts.lazy.map(\.accumulator.sample))
        var merged: [Row] = []
        for part in parts {
            let rows = part.accumulator.sample.rows.lazy.filter {
                $0.priority <= limit || $0.priority == Sample.anonymous
            }
            merged = Self.merge(merged, rows.map { Row(stratum: part.stratum, row: $0) })
        }
        return merged
    }

    private static func merge(_ left: [Row], _ right: [Row]) -> [Row] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        var merged: [Row] = []
        merged.reserveCapacity(left.count + right.count)
        var (first, second) = (0, 0)
        while first < left.count, second < right.count {
            if right[second].row.priority < left[first].row.priority {
                merged.append(right[second])
                second += 1
            } else {
                merged.append(left[first])
                first += 1
            }
        }
        merged += left[first...]
        merged += right[second...]
        return merged
    }

    /// The factors of a chart: a unit is a user, or an event where nobody says whose it is. Events without a user by
    /// others with one may be anybody's: together they are one unit.
    /// Users in `skipped`, by priority in ascending order, are left out.
    func factor(_ score: Score, skipping skipped: [UInt64] = [], bets: (Int) -> Bets?) -> PaneFactor {
        var factor = PaneFactor()
        if !rows.isEmpty {
            addRows(score, skipped, bets, &factor)
        } else {
            for part in parts {
                guard let bets = bets(part.stratum) else { continue }
                for (value, count) in score.counts(part.accumulator.totals) where count > 0 {
                    if value == 1 || value == 0 {
                        factor.add(hits: value * Double(count), misses: (1 - value) * Double(count), bets: bets)
                    } else {
                        var factors = PerLearner(repeating: 1)
                        bets.factors(value, weight: 1, into: &factors)
                        factor.multiply(factors, reach: bets.reach, times: Double(count))
                    }
                }
            }
        }
        return factor
    }

    /// Events of the score and hits among them, each moved by what `shift` says of its stratum. With unequal weights,
    /// as many events as all of them are worth, at the weighted rate.
    func counts(_ score: Score, shift: (Int) -> Double) -> (events: Double, hits: Double) {
        var (events, hits, mass, hitMass) = (0.0, 0.0, 0.0, 0.0)
        for part in parts {
            let totals = part.accumulator.totals
            let shift = shift(part.stratum)
            if weightMax == 1 {
                for (value, count) in score.counts(totals) {
                    events += Double(count)
                    hits += (value + shift) * Double(count)
                }
            } else if let rate = score.rate(totals) {
                events += score.reading(totals).effective
                mass += score.mass(totals)
                hitMass += score.mass(totals) * (rate + shift)
            }
        }
        return mass > 0 ? (events, events * min(1, max(0, hitMass / mass))) : (events, hits)
    }

    /// Events by bin.
    enum Counts {
        case units([Double])
        case users([BinCount])
    }

    /// `isNew` is asked once for each user, by priority, in one order; the others are left out. Events without a user
    /// are one unit, which nobody knows again.
    func counts(_ bins: MixBins, isNew: (UInt64) -> Bool) -> Counts {
        guard hasUsers else {
            var counts = [Double](repeating: 0, count: bins.count)
            for part in parts { bins.add(part.accumulator.totals, stratum: part.stratum, to: &counts) }
            return .units(counts)
        }
        var counts: [BinCount] = []
        var user = -1
        var priority: UInt64?
        var isCounted = false
        for row in rows {
            if priority != row.row.priority {
                priority = row.row.priority
                user += 1
                isCounted = row.row.priority == Sample.anonymous || isNew(row.row.priority)
            }
            guard isCounted, let bin = bins.bin(stratum: row.stratum, kind: row.row.kind, bin: row.row.bin) else {
                continue
            }
            counts.append(BinCount(user: user, bin: bin, events: Double(row.row.count)))
        }
        return .users(counts)
    }

    /// Places of a user's unit where sampling leaves out events. The same for everybody and for ever, so that neither
    /// outcomes nor what was kept decide it: a mean over kept events would weigh by how many of a user's are kept, and
    /// the null would be about another rate. Most users send fewer events than this in a pane. Of one who sends more,
    /// the mean stands for that many drawn by lot, so that a flood can neither outweigh the others nor dilute them, as
    /// it would if the most busy user made the room.
    static let roomSampled = 4.0

    /// The users of the pane who are not new, by priority. `isNew` is asked once for each.
    func repeats(isNew: (UInt64) -> Bool) -> [UInt64] {
        var repeats: [UInt64] = []
        var last: UInt64?
        for row in rows where row.row.priority != last && row.row.priority != Sample.anonymous {
            last = row.row.priority
            if !isNew(row.row.priority) { repeats.append(row.row.priority) }
        }
        return repeats
    }

    /// Users in the pane's sample.
    var users: Int {
        var users = 0
        var last: UInt64?
        for row in rows where row.row.priority != last && row.row.priority != Sample.anonymous {
            last = row.row.priority
            users += 1
        }
        return users
    }

    private func addRows(_ score: Score, _ skipped: [UInt64], _ bets: (Int) -> Bets?, _ factor: inout PaneFactor) {
        var next = 0
        var unit = UnitFactor()
        var user: UInt64?
        for row in rows {
            while next < skipped.count, skipped[next] < row.row.priority { next += 1 }
            if next < skipped.count, skipped[next] == row.row.priority { continue }
            guard let bets = bets(row.stratum), let value = score.value(kind: row.row.kind, bin: row.row.bin) else {
                continue
            }
            let count = Double(row.row.count)
            let weight = Double(row.row.weight) / Double(Tally.weightOne)
            if !hasUsers, score.isOutcome {
                factor.add(hits: value * count, misses: (1 - value) * count, weight: weight, bets: bets)
                continue
            }
            if user != row.row.priority {
                factor.add(unit)
                unit = UnitFactor(room: bets.weightMax > 1 ? Self.roomSampled : 0)
                user = row.row.priority
            }
            unit.add(hits: value * count, misses: (1 - value) * count, weight: weight, bets: bets)
        }
        factor.add(unit)
    }
}

extension Score {
    /// Whether it looks at outcomes, of which a sample keeps every weight.
    package var isOutcome: Bool {
        switch self {
        case .refused, .failed, .blocked: true
        case .above, .mean: false
        }
    }
}
