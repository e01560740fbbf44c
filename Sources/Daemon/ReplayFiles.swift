// The sources of a replay: several files as one log, or topics.

package import Kafka
package import Model
package import Panes
package import Pipeline
package import Platform

/// Files of lines, each a partition of its own: their order and where they overlap in time change nothing.
package struct ReplayFiles: ~Copyable {
    private let files: [OpenFile]
    private var isAnnounced = false
    private var next = 0

    /// A class, since arrays hold no `~Copyable`.
    private final class OpenFile {
        var source: LineSource

        init(_ source: consuming LineSource) { self.source = source }
    }

    /// Opens all of `paths`, of which one may be `-`.
    package init(paths: [String], lineBytesMax: Int) throws(SystemError) {
        var files: [OpenFile] = []
        for path in paths {
            files.append(OpenFile(try LineSource(path: path, from: 0, lineBytesMax: lineBytesMax)))
        }
        self.files = files
    }

    /// Bytes that were read, and bytes that there are; nil when one of them is a pipe.
    package var extent: (read: Int64, total: Int64)? {
        var read: Int64 = 0
        var total: Int64 = 0
        for file in files {
            guard let extent = file.source.extent else { return nil }
            read += extent.read
            total += extent.total
        }
        return (read, total)
    }
}

extension ReplayFiles: ReplaySource {
    package mutating func aim(at partition: Int) { next = partition }

    package mutating func poll(into batch: inout RecordBatch, timeout: TimeSpan) throws(SourceFailure) {
        if !isAnnounced {
            isAnnounced = true
            // All at once: a file that is opened late must not find its panes closed.
            for file in files { batch.notices.append(.partition(topic: file.source.topic, partition: 0)) }
        }
        guard next < files.count else { return }
        let heard = batch.notices.count
        try files[next].source.poll(into: &batch, timeout: timeout)
        batch.notices[heard...].removeAll { if case .partition = $0 { true } else { false } }
        guard next > 0 else { return }
        for index in batch.records.indices { batch.records[index].partition = next }
        for index in batch.notices.indices.dropFirst(heard) {
            if case .end(_, let isFinal) = batch.notices[index] {
                batch.notices[index] = .end(partition: next, isFinal: isFinal)
            }
        }
    }

    package mutating func restart(partition: Int, at offset: Int64) throws(SourceFailure) {
        throw SourceFailure(message: "a replay reads every file once", isTemporary: false)
    }

    package mutating func mirror(_ positions: [Position]) {}

    package var trouble: String? { nil }
}

extension KafkaSource: ReplaySource {
    /// Librdkafka fetches all partitions alike.
    package mutating func aim(at partition: Int) {}
}
