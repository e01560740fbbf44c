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
        var bits: UInt64 = 0
        var hasUsers = false
        var isWeighted = false
        for place in parts.indices {
            bits |= parts[place].accumulator.sample.userBits
            if !parts[place].accumulator.sample.isAnonymous { hasUsers = true }
            if parts[place].accumulator.totals.tally.hasUnequalWeights { isWeighted = true }
        }
        var heaviest = Tally.weightOne
        if isWeighted {
            for part in parts {
                for row in part.accumulator.sample.rows { heaviest = max(heaviest, Int64(row.weight)) }
            }
        }
        self.hasUsers = hasUsers
        userBits = bits
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

    /// Each part's rows are in order of priority; equal ones stay in the order of the parts. Of users, those that the
    /// sample of all the parts keeps: nothing behind the last one is looked at.
    private static func rows(_ parts: [Part]) -> [Row] {
        let samples = parts.map { $0.accumulator.sample.rows }
        var next = [Int](repeating: 0, count: samples.count)
        // The priority of each part's next row; that of the anonymous once there is no user any more.
        var heads = samples.map { $0.first?.priority ?? Sample.anonymous }
        var merged: [Row] = []
        merged.reserveCapacity(samples.reduce(0) { $0 + $1.count })
        var users = 0
        while users < Sample.usersMax, let first = heads.min(), first != Sample.anonymous {
            users += 1
            for part in samples.indices where heads[part] == first {
                while next[part] < samples[part].count, samples[part][next[part]].priority == first {
                    merged.append(Row(stratum: parts[part].stratum, row: samples[part][next[part]]))
                    next[part] += 1
                }
                heads[part] = next[part] < samples[part].count ? samples[part][next[part]].priority : Sample.anonymous
            }
        }
        for part in parts {
            for row in part.accumulator.sample.anonymousRows { merged.append(Row(stratum: part.stratum, row: row)) }
        }
        return merged
    }

    /// The factors of a chart: a unit is a user, or an event where nobody says whose it is. Events without a user by
    /// others with one may be anybody's: together they are one unit.
    /// Users in `skipped`, by priority in ascending order, are left out.
    func factor(_ score: Score, skipping skipped: [UInt64] = [], bets: StratumBets) -> PaneFactor {
        var factor = PaneFactor()
        if !rows.isEmpty {
            addRows(score, skipped, bets, &factor)
        } else {
            for part in parts {
                guard let place = bets.place(part.stratum) else { continue }
                for (value, count) in score.counts(part.accumulator.totals) where count > 0 {
                    if value == 1 || value == 0 {
                        factor.add(
                            hits: value * Double(count), misses: (1 - value) * Double(count), bets: bets.all[place])
                    } else {
                        var factors = PerLearner(repeating: 1)
                        bets.all[place].factors(value, weight: 1, into: &factors)
                        factor.multiply(factors, reach: bets.all[place].reach, times: Double(count))
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

    private func addRows(_ score: Score, _ skipped: [UInt64], _ bets: StratumBets, _ factor: inout PaneFactor) {
        // A span lends its elements; an array would copy a table for each row.
        let all = bets.all.span
        var next = 0
        var unit = UnitFactor()
        var user: UInt64?
        for row in rows {
            while next < skipped.count, skipped[next] < row.row.priority { next += 1 }
            if next < skipped.count, skipped[next] == row.row.priority { continue }
            guard let place = bets.place(row.stratum), let value = score.value(kind: row.row.kind, bin: row.row.bin)
            else { continue }
            let count = Double(row.row.count)
            let weight = Double(row.row.weight) / Double(Tally.weightOne)
            if !hasUsers, score.isOutcome {
                factor.add(hits: value * count, misses: (1 - value) * count, weight: weight, bets: all[place])
                continue
            }
            if user != row.row.priority {
                factor.add(unit)
                unit = UnitFactor(room: all[place].weightMax > 1 ? Self.roomSampled : 0)
                user = row.row.priority
            }
            unit.add(hits: value * count, misses: (1 - value) * count, weight: weight, bets: all[place])
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
