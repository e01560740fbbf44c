// What goes between the pipeline thread, which records, and the canary thread, which asks.

internal import Canaries
internal import Model
internal import Platform

/// Two-way: reports to the record, and from there what became durable, what people ordered, and new plans.
final class CanaryLine: Sendable {
    enum Word: Sendable {
        /// The run is recorded as intended: it may be asked.
        case admitted(run: String)
        case plan(CanaryPlan)
        case order(suite: String, target: String?, id: String, reply: Mailbox<OrderRefusal?>)
    }

    private let reports = Mailbox<CanaryReport>(capacity: 256)
    /// Has room for every run that can be in flight, so that neither thread ever waits for the other to read.
    private let words = Mailbox<Word>(capacity: 1024)

    /// False when nobody records any more.
    func report(_ report: CanaryReport) -> Bool { reports.send(report) }
    func nextReport() -> CanaryReport? { reports.receiveNow() }

    func say(_ word: Word) { if words.hasRoom { _ = words.send(word) } }
    func nextWord() -> Word? { words.receiveNow() }

    /// Nothing is taken any more; what waits can still be fetched.
    func close() {
        reports.close()
        words.close()
    }
}
