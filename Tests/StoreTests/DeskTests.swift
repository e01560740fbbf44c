// What people did about alerts survives.

import Model
import Panes
import Testing

@testable import Store

@Suite struct DeskTests {
    @Test func everyWordOfAnAlertSurvives() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let note = Note(at: wall, by: hostile, text: hostile)
        var checkpoint = Checkpoint()
        checkpoint.transitions = [
            AlertTransition(kind: .firing, sequence: 1, alert: alert()),
            AlertTransition(kind: .acknowledged, sequence: 1, alert: fullAlert(), note: note),
        ]
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let reader = try Reader(directory: scratch.state)
        let found = try #require(try reader.alert(id: fullAlert().id))
        #expect(found == fullAlert())
        let stored = try #require(try reader.alert(idPrefix: fullAlert().id.text))
        #expect(stored.transitions == [checkpoint.transitions[1].json])
        #expect(try reader.alert(id: AlertID(text: "none")) == nil)
    }

    @Test func aLaterTransitionReplacesEveryWord() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var plain = fullAlert()
        (plain.reason, plain.plane, plain.incident, plain.notice) = ("", .traffic, nil, .page)
        (plain.acknowledgement, plain.ruleRevision, plain.rulesHash) = (nil, "", "")
        (plain.labels, plain.annotations) = ([], [])
        for (sequence, alert, expected) in [(2, fullAlert(), fullAlert()), (1, plain, fullAlert()), (3, plain, plain)] {
            var checkpoint = Checkpoint()
            checkpoint.transitions = [AlertTransition(kind: .noted, sequence: Int64(sequence), alert: alert)]
            _ = try store.commit(checkpoint, now: wall, receivers: [])
            let found = try Reader(directory: scratch.state).alert(id: alert.id)
            #expect(found == expected)
        }
    }

    @Test func incidentsAndTasksSurviveAReopen() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        try store.close()
        let state = try scratch.open().load(panesSince: noon).state
        #expect(state.incidents == [fullIncidents()[0]], "a closed one is not needed")
        #expect(state.tasks == fullTasks())
        let reader = try Reader(directory: scratch.state)
        let all = try reader.incidents(in: Incident.State.allCases)
        #expect(all == fullIncidents().reversed())
        #expect(all.last?.notes.first?.text.utf8.elementsEqual(hostile.utf8) == true)
        #expect(try reader.incidents() == [fullIncidents()[0]])
        #expect(try reader.incidents(in: Incident.State.allCases, model: "m") == [fullIncidents()[1]])
        #expect(try reader.tasks(open: true) == [fullTasks()[0]])
        #expect(try reader.tasks(open: false) == fullTasks())
        #expect(try reader.states() == fullCheckpoint().states)
    }

    @Test func anIncidentIsWrittenWhole() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var incident = fullIncidents()[0]
        var checkpoint = Checkpoint()
        for round in 0..<3 {
            if round == 1 { incident.notes.append(Note(at: wall, by: "x", text: "y")) }
            if round == 2 {
                incident.notes.removeFirst(2)
                incident.alerts.removeLast()
                incident.state = .quiet
                incident.steps[0].done = nil
            }
            checkpoint.incidents = [incident]
            _ = try store.commit(checkpoint, now: wall, receivers: [])
            let found = try store.load(panesSince: noon).state.incidents
            #expect(found == [incident])
        }
    }

    @Test func anIncidentIsFoundByTheStartOfItsId() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        let reader = try Reader(directory: scratch.state)
        let wanted = fullIncidents()[1]
        #expect(try reader.incident(idPrefix: String(wanted.id.prefix(9))) == wanted)
        #expect(try reader.incident(idPrefix: "zz") == nil)
        #expect(throws: StoreError.self) { try reader.incident(idPrefix: "") }
    }

    @Test func silencesSurviveUntilAMonthAfterTheirEnd() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let silences = try fullSilences()
        var checkpoint = Checkpoint()
        checkpoint.silences = silences
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let days = [(0, 2), (29, 2), (30, 1), (31, 0)]
        for (day, count) in days {
            checkpoint = Checkpoint()
            checkpoint.closedThrough = noon + .seconds(Int64(day) * 86400 + 30)
            _ = try store.commit(checkpoint, now: wall, receivers: [])
            let found = try store.load(panesSince: noon).state.silences
            #expect(found == Array(silences.prefix(count)), "day \(day)")
        }
        let reader = try Reader(directory: scratch.state)
        #expect(try reader.silences().silences == silences)
        #expect(try reader.silences(endingAfter: noon + .seconds(5)).silences == [silences[0]])
        checkpoint.silences = [silences[0]]
        checkpoint.silences[0].expiredAt = noon
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        #expect(try reader.silences(endingAfter: noon).silences == [silences[1]], "the other one was expired")
    }

    @Test func aSilenceThatIsNotUnderstoodIsReportedAndKept() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        var checkpoint = Checkpoint()
        checkpoint.silences = try fullSilences()
        _ = try store.commit(checkpoint, now: wall, receivers: [])
        let id = checkpoint.silences[0].id
        try store.live().connection.execute(
            """
            INSERT INTO silence VALUES ('aa', 'model === 3', 0, 1763640900000000, 'a', 'b', NULL);
            UPDATE silence SET reason = 'other' WHERE id = '\(id)';
            """)
        let restored = try store.load(panesSince: noon)
        #expect(restored.state.silences == [checkpoint.silences[1]])
        #expect(Set(restored.unusableSilences.map(\.id)) == ["aa", id])
        let reader = try Reader(directory: scratch.state)
        let read = try reader.silences()
        #expect(read.unusable.first { $0.id == "aa" }?.filter == "model === 3")
        #expect(try store.live().connection.integer("SELECT count(*) FROM silence") == 3)
    }

    @Test func aKilledWriterKeepsIncidentsAndTasks() throws {
        let scratch = Scratch(), other = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        scratch.copyAsKilled(to: other)
        let state = try other.open().load(panesSince: noon).state
        #expect(state.incidents == [fullIncidents()[0]] && state.tasks == fullTasks())
        try store.close()
    }
}
