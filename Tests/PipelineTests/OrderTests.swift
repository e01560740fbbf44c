// What people tell a running pipeline about its alerts.

import Model
import Panes
import Pipeline
import Platform
import Testing

@Suite struct OrderTests {
    private let note = Note(at: wall, by: "ada", text: "looked at it")
    private let rule = Rule(
        name: "literal", metric: .refusalRate, dimensions: [.model, .category], window: .seconds(60), confirm: .none,
        warning: Threshold(below: 0.8), critical: Threshold(below: 0.5), minimumEvents: 5)

    /// Events of one pane each 10 s, refused or not.
    private func play(_ stage: inout Stage, panes: Range<Int>, refusing rate: Double) {
        let log = MemoryLog(partitions: 1)
        for pane in panes {
            for event in 0..<10 {
                log.append(
                    PipelineTests.event(Double(pane * 10 + event), refused: Double(event) < rate * 10), to: 0)
            }
        }
        var batch = RecordBatch()
        let next = stage.pipeline.partitions[0].position.next
        for offset in log.partitions[0].indices {
            let record = log.record(0, Int64(offset))
            batch.records.append(
                Record(
                    partition: 0, offset: next + Int64(offset), next: next + Int64(offset) + 1, payload: record.payload)
            )
        }
        stage.take(batch)
        stage.checkpoint()
        withExtendedLifetime(log) {}
    }

    /// A pipeline whose one alert fires.
    private func firing(_ rules: [Rule]? = nil) throws -> Stage {
        var stage = try Stage(rules: rules ?? [rule])
        stage.announce(1)
        play(&stage, panes: 0..<20, refusing: 0.2)
        #expect(stage.store.transitions.last?.alert.state == .firing)
        return stage
    }

    private func order(_ act: (AlertID) -> Order.Act, _ stage: inout Stage) throws {
        let id = try #require(stage.store.transitions.last).alert.id
        try stage.pipeline.apply(Order(act: act(id), note: note), alert: stage.store.recorded(id))
        stage.checkpoint()
    }

    @Test func noteIsATransitionThatCallsNobody() throws {
        var stage = try firing()
        let before = try #require(stage.store.transitions.last)
        try order(Order.Act.note, &stage)
        let after = try #require(stage.store.transitions.last)
        #expect(after.kind == .noted)
        #expect(after.sequence == before.sequence + 1)
        #expect(after.note == note)
        #expect(after.alert.notice == .update)
        #expect(after.alert.state == .firing)
        #expect(stage.store.journal.last?.kind == "order")
        #expect(stage.store.journal.last?.at == note.at)
        #expect(
            stage.store.journal.last?.detail
                == #"{"schema":"monitord.order/1","act":"note","alert":"\#(after.alert.id.text)","by":"ada","#
                + #""at":"\#(wall.rfc3339)","comment":"looked at it"}"#)
    }

    @Test func acknowledgementStaysWithTheAlertThroughARestart() throws {
        var stage = try firing()
        try order({ .acknowledge($0, .seen) }, &stage)
        #expect(stage.store.transitions.last?.kind == .acknowledged)
        let sequence = try #require(stage.store.transitions.last).sequence
        var next = try Stage(rules: [rule], store: stage.store)
        next.announce(1)
        play(&next, panes: 20..<40, refusing: 0.9)
        let last = try #require(next.store.transitions.last)
        #expect(last.kind == .resolved)
        #expect(last.sequence == sequence + 1)
        #expect(last.alert.acknowledgement == Acknowledgement(verdict: .seen, note: note))
    }

    @Test func endedAlertFiresAgainOnlyAfterAPaneThatIsNotPastTheLine() throws {
        var stage = try firing()
        let first = try #require(stage.store.transitions.last).alert.id
        try order(Order.Act.resolve, &stage)
        #expect(stage.store.transitions.last?.alert.state == .resolved)
        #expect(stage.store.transitions.last?.alert.summary == "ada ended it")
        let count = stage.store.transitions.count
        play(&stage, panes: 20..<40, refusing: 0.2)
        #expect(stage.store.transitions.count == count, "the breach that a person ended")
        play(&stage, panes: 40..<60, refusing: 0.9)
        play(&stage, panes: 60..<80, refusing: 0.2)
        let next = try #require(stage.store.transitions.dropFirst(count).first)
        #expect(next.kind == .firing)
        #expect(next.alert.id != first, "what a person ended never comes back as the same alert")
        #expect(next.alert.notice == .page)
    }

    @Test func ordersThatCannotBeCarriedOutSayWhy() throws {
        var stage = try firing()
        let id = try #require(stage.store.transitions.last).alert.id
        let recorded = try #require(stage.store.recorded(id))
        let refusal = { (act: Order.Act, alert: RecordedAlert?, stage: inout Stage) -> OrderRefusal? in
            do throws(OrderRefusal) {
                try stage.pipeline.apply(Order(act: act, note: self.note), alert: alert)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(.note(id), nil, &stage)?.isNotFound == true)
        #expect(refusal(.note(AlertID(text: "00")), recorded, &stage)?.isNotFound == true)
        var old = recorded
        old.sequence -= 1
        #expect(refusal(.note(id), old, &stage) != nil, "the record is older than the life")
        #expect(refusal(.finish(task: "00"), nil, &stage)?.isNotFound == true)
        #expect(refusal(.close(incident: "00"), nil, &stage)?.isNotFound == true)
        #expect(refusal(.expire(silence: "00"), nil, &stage)?.isNotFound == true)
        try order(Order.Act.resolve, &stage)
        #expect(refusal(.resolve(id), stage.store.recorded(id), &stage) != nil)
        let journal = stage.store.journal.count
        stage.checkpoint()
        #expect(stage.store.journal.count == journal, "a refused order is not journalled")
    }
}
