// Canaries on the pipeline thread: what was asked and answered enters the record, in one transaction with all else.

internal import Canaries
internal import Glibc
internal import Model
internal import Panes
internal import Pipeline
internal import Platform

extension ReadLoop {
    private static let tickInterval = TimeSpan.seconds(1)
    private static let replyPatience = TimeSpan.seconds(5)

    /// Takes reports into the pipeline, and admits the runs whose intent has become durable.
    mutating func serveCanaries(_ pipeline: inout Pipeline) {
        guard let canaries else { return }
        let now = Clocks.monotonic()
        if now - lastTick >= Self.tickInterval {
            lastTick = now
            pipeline.tickCanaries(at: Clocks.wall())
        }
        takeReports(&pipeline)
        guard !intended.isEmpty, flush(&pipeline) else { return }
        for run in intended { canaries.line.say(.admitted(run: run)) }
        intended = []
    }

    mutating func takeReports(_ pipeline: inout Pipeline) {
        guard let canaries else { return }
        while let report = canaries.line.nextReport() {
            pipeline.take(report)
            if report.run.state == .intended, report.results.isEmpty { intended.append(report.run.id) }
        }
    }

    /// Carries out an order about canaries, before it is journalled; others are none of its business.
    func giveCanaries(_ order: Order) throws(OrderRefusal) {
        guard order.act.isAboutCanaries else { return }
        guard let canaries else {
            throw OrderRefusal(reason: "this run asks no canaries: no suite and target is configured")
        }
        switch order.act {
        case .pauseCanaries:
            try onFile { () throws(SystemError) in
                try canaries.pause.write(
                    CanaryPause(by: order.note.by, at: order.note.at, reason: order.note.text))
            }
        case .resumeCanaries:
            var wasPaused = true
            try onFile { () throws(SystemError) in wasPaused = try canaries.pause.remove() }
            guard wasPaused else { throw OrderRefusal(reason: "canaries are not paused") }
        case .runSuite(let suite, let target):
            let reply = Mailbox<OrderRefusal?>(capacity: 1)
            let id = String(order.note.at.microseconds)
            canaries.line.say(.order(suite: suite, target: target, id: id, reply: reply))
            let deadline = Clocks.monotonic() + Self.replyPatience
            while Clocks.monotonic() < deadline {
                if let answer = reply.receiveNow() {
                    guard let refusal = answer else { return }
                    throw refusal
                }
                usleep(1000)
            }
            throw OrderRefusal(reason: "nobody asks canaries now; see the log")
        case .acknowledge, .note, .resolve, .silence, .expire, .step, .noteIncident, .close, .finish, .retry, .drop:
            return
        }
    }

    private func onFile(_ body: () throws(SystemError) -> Void) throws(OrderRefusal) {
        do throws(SystemError) {
            try body()
        } catch {
            throw OrderRefusal(reason: error.text)
        }
    }
}

/// What the pipeline thread knows of the canary thread.
struct CanaryPost: Sendable {
    let line: CanaryLine
    let pause: PauseFile
}

extension Order.Act {
    fileprivate var isAboutCanaries: Bool {
        switch self {
        case .pauseCanaries, .resumeCanaries, .runSuite: true
        case .acknowledge, .note, .resolve, .silence, .expire, .step, .noteIncident, .close, .finish, .retry, .drop:
            false
        }
    }
}
