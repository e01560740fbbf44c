// The plane of canaries in one line, for `monitord status`.

internal import Alerts
internal import Canaries
internal import Model
internal import Store

struct CanaryStatus {
    private let tally: CanaryTally
    private let board: CanaryBoard

    init(_ reader: borrowing Reader, _ arguments: Arguments) throws(CommandFailure) {
        board = try CanaryBoard(reader, arguments)
        do throws(StoreError) {
            tally = try reader.canaryTally(since: board.now - .seconds(86_400))
        } catch {
            throw Setup.failure(error)
        }
    }

    /// Nil where canaries play no part.
    var line: String? {
        if board.standings.isEmpty, tally.runs == 0, board.pause == nil { return nil }
        var parts = ["canaries: \(counted(Int(clamping: tally.runs), "run")) in the last 24 h"]
        if tally.running > 0 { parts.append("\(grouped(tally.running)) going on") }
        parts.append("\(counted(Int(clamping: tally.failed), "item")) failed")
        if tally.flaky > 0 { parts.append("\(grouped(tally.flaky)) flaky") }
        parts.append("\(grouped(tally.notMeasured)) not measured")
        if tally.missed > 0 { parts.append("\(counted(Int(clamping: tally.missed), "run")) missed") }
        if tally.skipped > 0 { parts.append("\(counted(Int(clamping: tally.skipped), "run")) skipped") }
        parts.append("\(grouped(Int64(board.overdue))) overdue")
        let never = board.standings.count { $0.state == .neverRan }
        if never > 0 { parts.append("\(never) never ran") }
        let pause = board.pause.map { "; " + CanaryBoard.text($0) } ?? ""
        let unknown = board.plan == nil ? "; the configuration is not known, so what should have run is not" : ""
        return parts.joined(separator: ", ") + pause + unknown
    }

    /// One field of the object of `status`.
    func write(to writer: inout JSONWriter) {
        writer.key("canaries")
        writer.object { writer in
            writer.field("runs", tally.runs)
            writer.field("running", tally.running)
            writer.field("complete", tally.complete)
            writer.field("incomplete", tally.incomplete)
            writer.field("missed", tally.missed)
            writer.field("skipped", tally.skipped)
            writer.field("failed_items", tally.failed)
            writer.field("flaky_items", tally.flaky)
            writer.field("not_measured_items", tally.notMeasured)
            if board.plan != nil { writer.field("overdue", board.overdue) }
            if let pause = board.pause {
                writer.key("paused")
                pause.write(to: &writer)
            }
        }
    }
}
