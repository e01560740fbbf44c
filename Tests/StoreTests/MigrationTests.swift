// Stores of older versions are brought up to date and lose nothing.

import Model
import Panes
import Testing

@testable import Store

@Suite struct MigrationTests {
    @Test(arguments: [1, 2, 3, 4] as [Int64])
    func anOlderStoreIsBroughtUpToDate(version: Int64) throws {
        let scratch = Scratch()
        try makeOlderStore(version, at: scratch)
        let older = StoreError.olderVersion(path: scratch.database, found: version, needed: Schema.version)
        #expect(throws: older) { _ = try Reader(directory: scratch.state) }
        let store = try scratch.open()
        #expect(try store.live().connection.integer("PRAGMA user_version") == Schema.version)
        let state = try store.load(panesSince: noon).state
        #expect(state.panes.map(\.accumulator.tally) == [tally(refused: 3, complied: 4)])
        #expect(state.closedThrough == noon && state.positions.map(\.next) == [10])
        #expect(state.incidents.isEmpty && state.silences.isEmpty && state.tasks.isEmpty)
        #expect(state.canaryRuns.isEmpty && state.canaryResults.isEmpty)
        let reader = try Reader(directory: scratch.state)
        var everything = AlertFilter()
        everything.states = Alert.State.allCases
        let alerts = try reader.alerts(everything)
        #expect(alerts.map(\.id.text) == ["bb", "aa"] && alerts.map(\.severity) == [.medium, .high])
        #expect(alerts.map(\.summary) == ["is medium", "was high"])
        for alert in alerts {
            #expect(alert.evidence.metric == "refusal_rate" && alert.evidence.isShare && alert.plane == .traffic)
            #expect(alert.notice == .page && alert.incident == nil && alert.acknowledgement == nil)
            #expect(alert.labels.isEmpty && alert.annotations.isEmpty && alert.reason.isEmpty)
        }
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: ["stdout"])
        let whole = try store.load(panesSince: noon).state.panes
        for row in fullCheckpoint().panes { #expect(whole.contains(row)) }
        #expect(try store.load(panesSince: noon).state.canaryRuns == fullCheckpoint().canaryRuns.reversed())
    }

    @Test(arguments: [1, 2, 3, 4] as [Int64])
    func transitionsKeepTheOrderOfTheirCommits(version: Int64) throws {
        let scratch = Scratch()
        try makeOlderStore(version, at: scratch)
        let store = try scratch.open()
        let row = try store.live().connection.prepare(
            "SELECT alert, sequence, at, kind FROM alert_transition ORDER BY id")
        var steps: [String] = []
        while try row.step() { steps.append("\(row.text(0)) \(row.integer(1)) \(row.integer(2)) \(row.text(3))") }
        #expect(
            steps == [
                "aa 1 1763640010000000 firing", "bb 1 1763640020000000 firing", "aa 2 1763640020250000 escalated",
                "aa 3 1763640030500001 resolved",
            ])
        let pending = try store.pendingOutbox(receiver: "stdout")
        #expect(pending.map(\.sequence) == [3] && pending.map(\.id) == [4] && pending.map(\.group) == [""])
    }

    /// A store that was brought up to date is one that was made new: only where columns stand differs.
    @Test(arguments: [1, 2, 3, 4] as [Int64])
    func anOlderStoreEndsWithTheTablesOfANewOne(version: Int64) throws {
        let scratch = Scratch(), new = Scratch()
        try makeOlderStore(version, at: scratch)
        try scratch.open().close()
        try new.make()
        let (migrated, made) = (try shape(scratch), try shape(new))
        #expect(migrated == made && migrated.count > 100)
    }

    private func shape(_ scratch: borrowing Scratch) throws -> [String] {
        let connection = try Connection(path: scratch.database, mode: .reader)
        var lines: [String] = []
        let column = try connection.prepare(
            """
            SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
            FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1
            """)
        while try column.step() { lines.append(column.text(0)) }
        let index = try connection.prepare("SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
        while try index.step() { lines.append(index.text(0)) }
        return lines
    }
}
