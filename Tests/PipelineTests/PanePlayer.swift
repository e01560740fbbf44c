// Plays panes of events into a stage, one call after another.

import Model
import Panes
import Pipeline
import Platform

/// What comes in one pane of 10 s.
struct PaneTraffic {
    var refused: Int
    var complied: Int
    var model = "alpha"
    var category = "weapons"
    var environment: String?
}

extension Stage {
    /// Plays the panes from `first` on, each with its traffic, through partition 0. Each call goes on where the last
    /// one stopped; a checkpoint follows.
    mutating func play(from first: Int, _ panes: [[PaneTraffic]]) {
        let log = MemoryLog(partitions: 1)
        for (number, traffic) in panes.enumerated() {
            for part in traffic {
                for event in 0..<(part.refused + part.complied) {
                    log.append(
                        PipelineTests.event(
                            Double((first + number) * 10) + Double(event % 10), model: part.model,
                            category: part.category, refused: event < part.refused, environment: part.environment),
                        to: 0)
                }
            }
        }
        if pipeline.partitions.isEmpty { announce(1) }
        var batch = RecordBatch()
        let next = pipeline.partitions[0].position.next
        for offset in log.partitions[0].indices.map(Int64.init) {
            batch.records.append(
                Record(
                    partition: 0, offset: next + offset, next: next + offset + 1,
                    payload: log.record(0, offset).payload))
        }
        take(batch)
        checkpoint()
        withExtendedLifetime(log) {}
    }

    /// Gives an order about the alert that moved last.
    mutating func order(_ act: (AlertID) -> Order.Act, by note: Note) throws {
        guard let id = store.transitions.last?.alert.id else { throw NoMemory() }
        try pipeline.apply(Order(act: act(id), note: note), alert: store.recorded(id))
        checkpoint()
    }
}
