// A pipeline that goes on where another one stands: what a reload does instead of a restart.

package import Model
package import Panes
internal import Platform

extension Pipeline {
    /// Takes over the partitions of `old`, in their order. Both stand at the same border: `old` has no changes that its
    /// last checkpoint did not take, and this pipeline was restored from that checkpoint. What a start finds out anew,
    /// such as which partitions are at their ends, is known already. False when the two do not fit together: then
    /// neither may go on in the other's place.
    package mutating func takeOver(from old: borrowing Pipeline, wall: EventTime, monotonic: TimeSpan) -> Bool {
        isConnected = old.isConnected
        // Readings are of the run, whatever its rules are.
        evaluator.watch.adopt(old.evaluator.watch.course)
        for place in old.partitions.indices {
            let position = old.partitions[place].position
            announce(
                .partition(topic: position.topic, partition: position.partition), wall: wall, monotonic: monotonic)
            let own = partitions[place].position
            guard own.next == position.next, own.anchor == position.anchor else { return false }
            partitions[place].isAtEnd = old.partitions[place].isAtEnd
            partitions[place].isFinished = old.partitions[place].isFinished
            partitions[place].isIdle = old.partitions[place].isIdle
            partitions[place].isVerified = old.partitions[place].isVerified
            partitions[place].lastHeard = old.partitions[place].lastHeard
        }
        return true
    }

    /// Records an input that did not come from the log with the next checkpoint.
    package mutating func journal(_ row: JournalRow) { pending.journal.append(row) }

    /// Takes states out of the store that no rule goes on with. If their rule came back, they would go on with alerts
    /// that are over.
    package mutating func forget(_ states: [StateRow]) {
        pending.states += states.map { StateRow(rule: $0.rule, scope: $0.scope, bytes: nil) }
    }

    /// Where the next record of each partition is.
    package var offsets: [ReloadReport.Offset] {
        partitions.map {
            .init(topic: $0.position.topic, partition: $0.position.partition, next: $0.position.next)
        }
    }

    /// How far each partition is, for those who watch.
    package var progress: [LiveStatus.Partition] {
        partitions.map { progress in
            let clock = shards[progress.shard][clock: progress.local]
            return LiveStatus.Partition(
                topic: progress.position.topic, partition: progress.position.partition, next: progress.position.next,
                newest: clock.newest, watermark: clock.watermark, isIdle: progress.isIdle, isAtEnd: progress.isAtEnd)
        }
    }
}
