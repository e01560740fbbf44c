// Events that never were bytes: what rule tests feed a pipeline with. Behind the decoder nothing is different.

internal import Events
package import Model
internal import Panes
internal import Platform

extension Pipeline {
    /// The measures of `Event.values`, in their order.
    package var measuresOfEvents: [Measure] { measures }

    /// Adds a partition. Nothing closes until `advance` is called or all partitions have a time of their own.
    package mutating func addPartition(_ topic: String) -> Int {
        announce(.partition(topic: topic, partition: 0), wall: EventTime(microseconds: 0), monotonic: .zero)
        return partitions.count - 1
    }

    /// The ids of names in the shard of a partition; an absent dimension is absent from events too.
    package mutating func ids(
        of names: RuleTest.Names, partition: Int
    ) -> InlineArray<8, NameID> {
        let shard = partitions[partition].shard
        var ids = InlineArray<8, NameID>(repeating: .absent)
        for dimension in shards[shard].cells.dimensions {
            guard let name = names[dimension] else { continue }
            let bytes = Array(name.utf8)
            ids[dimension.place] = shards[shard].names.intern(bytes.span) ?? shards[shard].overflow
        }
        return ids
    }

    /// Counts one event, as if it had been read from the partition.
    package mutating func take(_ event: Event, partition: Int) {
        counters.records += 1
        let shard = partitions[partition].shard
        switch shards[shard].add(event, partition: partitions[partition].local) {
        case .counted: counters.counted += 1
        case .late: counters.late += 1
        }
    }

    /// No event before `time` will come any more: closes the panes that end by then.
    package mutating func advance(to time: EventTime) {
        for place in partitions.indices {
            shards[partitions[place].shard][clock: partitions[place].local].raiseFloor(to: time)
            // A checkpoint is due even when the pane was empty: verdicts may have changed.
            partitions[place].isDirty = true
        }
        closePanes(wall: time, monotonic: .zero)
    }

    /// The ends of the panes that have events and are still open: from the start of the first to the end of the last.
    package var openSpan: (from: EventTime, until: EventTime)? {
        guard let oldest = shards.compactMap(\.oldestOpen).min(), let newest = shards.compactMap(\.newestOpen).max()
        else { return nil }
        return (settings.grid.start(of: oldest), settings.grid.end(of: newest))
    }

    /// The transitions since this was last asked. What else a checkpoint would hold is dropped: no store is behind
    /// this pipeline.
    package mutating func takeTransitions() -> [AlertTransition] {
        let transitions = pending.transitions
        pending = Checkpoint()
        return transitions
    }
}
