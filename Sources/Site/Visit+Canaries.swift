// The page of canaries, filled from the store and the plan in force.

internal import Alerts
internal import Canaries
internal import Model
internal import Pages
internal import Store
internal import Web

extension Visit {
    private static let rowsMax = 60
    /// How far back failures are counted.
    private static let memory = TimeSpan.seconds(30 * 86_400)

    /// Every suite at every target.
    func canaryGrid() -> WebReply {
        page { (reader, now) throws(StoreError) in
            let standings = try standings(reader, now)
            let counts = try reader.canaryCounts(since: now - Self.memory)
            var rows: [CanaryGrid.Row] = []
            for standing in standings.prefix(Self.rowsMax) {
                var filter = CanaryRunFilter(suite: standing.suite, target: standing.target)
                filter.limit = CanaryGrid.runsMax
                let bound = standing.last.flatMap { last in
                    counts.first {
                        $0.suite.utf8.elementsEqual(last.suite.utf8) && $0.target.utf8.elementsEqual(last.target.utf8)
                            && $0.suiteHash.utf8.elementsEqual(last.suiteHash.utf8)
                    }.flatMap { CanaryWords.bound($0) }
                }
                rows.append(
                    CanaryGrid.Row(
                        standing: standing, runs: try reader.canaryRuns(filter),
                        result: standing.last.map { CanaryWords.result($0) } ?? "never ran", bound: bound))
            }
            var view = CanaryGrid(now: now, rows: rows)
            view.pause = site.board.plan?.pause()
            view.isPlanKnown = site.board.plan != nil
            return view.page
        }
    }

    private func standings(_ reader: borrowing Reader, _ now: EventTime) throws(StoreError) -> [CanaryStanding] {
        CanaryStanding.all(
            plan: site.board.plan?.canaries, newest: try reader.newestCanaryRuns(),
            scheduled: try reader.newestCanaryRuns(scheduled: true), pause: site.board.plan?.pause(), now: now)
    }

    /// Canaries in one sentence; nil where they play no part.
    func canarySentence(_ reader: borrowing Reader, _ now: EventTime) throws(StoreError) -> String? {
        let standings = try standings(reader, now)
        guard !standings.isEmpty else { return nil }
        var parts: [String] = []
        for state in CanaryStanding.State.allCases {
            let count = standings.count { $0.state == state }
            let word = state.rawValue.map { $0 == "_" ? " " : String($0) }.joined()
            if count > 0 { parts.append("\(count) \(word)") }
        }
        let pause = site.board.plan?.pause().map { "; paused by \($0.by)" } ?? ""
        return "\(counted(standings.count, "suite")): \(parts.joined(separator: ", "))\(pause)."
    }
}
