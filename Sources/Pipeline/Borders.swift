// What the pipeline needs from outside, and nothing more.

package import Model
package import Panes
package import Platform

/// A log to read. One caller, one thread.
package protocol RecordSource: ~Copyable {
    /// Fills `batch` with what comes next; waits at most `timeout` when there is nothing.
    /// Records stay valid until the next poll.
    mutating func poll(into batch: inout RecordBatch, timeout: TimeSpan) throws(SourceFailure)
    /// Reads a partition again from `offset`.
    mutating func restart(partition: Int, at offset: Int64) throws(SourceFailure)
    /// Tells the outside how far a checkpoint reached, for lag tools. May do nothing.
    mutating func mirror(_ positions: [Position])
    /// Why there is nothing to read, in words for an operator. Nil when all is well.
    var trouble: String? { get }
    /// The offset after the newest record of a partition, as far as is known without asking anybody.
    func end(of partition: Int) -> Int64?
    /// How many records were fetched and wait for a poll, if anybody counts them.
    var waiting: Int64? { get }
}

extension RecordSource where Self: ~Copyable {
    package func end(of partition: Int) -> Int64? { nil }
    package var waiting: Int64? { nil }
}

/// A source that cannot go on.
package struct SourceFailure: Error, Sendable {
    package var message: String
    /// Whether trying again later can help.
    package var isTemporary: Bool

    package init(message: String, isTemporary: Bool) {
        self.message = message
        self.isTemporary = isTemporary
    }
}

/// Where checkpoints go. `submit` hands one over and returns; a full hand-off waits.
package protocol CheckpointSink: Sendable {
    /// False when the sink has failed and takes nothing more.
    func submit(_ checkpoint: Checkpoint) -> Bool
    /// Whether `submit` would return at once.
    var hasRoom: Bool { get }
}

/// The baselines that a run is held against.
package protocol BaselineBook: Sendable {
    /// The baseline for a model, or why there is none.
    func baseline(for reference: BaselineReference, model: String) -> Result<Baseline, BaselineAbsence>
}

package struct BaselineAbsence: Error, Sendable {
    package var reason: Verdict.LearningReason

    package init(reason: Verdict.LearningReason) {
        self.reason = reason
    }
}
