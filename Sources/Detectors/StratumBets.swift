// The bets of a line, by stratum.

/// Tables are large: they are looked at in place, never copied per row.
struct StratumBets: Sendable {
    private(set) var all: [Bets] = []
    /// By stratum: its place in `all`; -1 where it says nothing.
    private var places: [Int] = []

    init() {}

    init(_ bets: [Bets?]) {
        for bet in bets {
            places.append(bet == nil ? -1 : all.count)
            if let bet { all.append(bet) }
        }
    }

    /// Nil where nothing is bet on the stratum.
    func place(_ stratum: Int) -> Int? {
        guard stratum < places.count, places[stratum] >= 0 else { return nil }
        return places[stratum]
    }
}
