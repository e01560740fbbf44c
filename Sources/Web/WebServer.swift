// The HTTP server: one thread that talks, two that answer.

internal import Glibc
internal import Model
package import Platform
internal import Synchronization

/// Serves requests from a few doors until it is ended. A slow or hostile client costs a place for seconds, and nobody
/// else notices; a slow answer keeps one of the two threads that answer, never the one that talks.
package final class WebServer: Sendable {
    /// Makes the answer to a request. Called on threads of the server, several at a time.
    package typealias Handler = @Sendable (WebRequest) -> WebReply
    /// An answer that is there at once, without a file or a lock in its way; nil: ask the handler.
    package typealias Instant = @Sendable (WebRequest) -> WebReply?

    let doors: [WebDoor]
    let hosts: HostCheck
    let instant: Instant
    let jobs = Mailbox<WebJob>(capacity: WebLimits.waitingMax)
    let outcomes = Mailbox<WebOutcome>(capacity: 2 * WebLimits.waitingMax)
    let bell: Bell
    let log: Log
    let isStopping = Atomic<Bool>(false)
    private let handler: Handler
    /// Threads that have not ended. None is joined: at the end one may still wait for its disk.
    private let talking = Atomic<Int>(0)
    private let answering = Atomic<Int>(0)

    private static let answerThreads = 2

    /// Throws when the system gives no pipe.
    package init(
        doors: [WebDoor], hosts: HostCheck, log: Log, instant: @escaping Instant = { _ in nil },
        handler: @escaping Handler
    ) throws(SystemError) {
        bell = try Bell()
        (self.doors, self.hosts, self.log, self.instant, self.handler) = (doors, hosts, log, instant, handler)
    }

    /// Starts the threads. Throws when the system has none to give.
    package func start() throws(SystemError) {
        for _ in 0..<Self.answerThreads {
            answering.add(1, ordering: .acquiringAndReleasing)
            guard Thread({ self.answer() }) != nil else {
                answering.subtract(1, ordering: .acquiringAndReleasing)
                throw Self.noThread
            }
        }
        talking.add(1, ordering: .acquiringAndReleasing)
        let thread = Thread {
            WebLoop(self).run()
            self.talking.subtract(1, ordering: .acquiringAndReleasing)
        }
        guard thread == nil else { return }
        talking.subtract(1, ordering: .acquiringAndReleasing)
        throw Self.noThread
    }

    private static let noThread = SystemError(code: EAGAIN, subject: "http", reason: "the system has no thread to give")

    /// Hangs up on everybody within a second.
    package func end() {
        isStopping.store(true, ordering: .releasing)
        bell.ring()
        Self.wait { self.talking.load(ordering: .acquiring) == 0 }
        jobs.close()
        outcomes.close()
        Self.wait { self.answering.load(ordering: .acquiring) == 0 }
        for door in doors { door.listener?.remove() }
    }

    private static func wait(until isOver: () -> Bool) {
        let deadline = Clocks.monotonic() + WebLimits.endPatience
        while !isOver(), Clocks.monotonic() < deadline { usleep(2000) }
    }

    /// The body of a thread that answers.
    private func answer() {
        while let job = jobs.receive() {
            let result: WebOutcome.Result =
                switch job.work {
                case .answer(let request): .reply(handler(request))
                case .pull(let stream): .events(stream.pull())
                }
            guard outcomes.send(WebOutcome(ticket: job.ticket, result: result)) else { break }
            bell.ring()
        }
        answering.subtract(1, ordering: .acquiringAndReleasing)
    }
}

/// Work for a thread that answers, and the ticket under which its outcome is wanted.
struct WebJob: Sendable {
    enum Work: Sendable {
        case answer(WebRequest)
        case pull(WebStream)
    }

    let ticket: Int
    let work: Work
}

/// What came of it.
struct WebOutcome: Sendable {
    enum Result: Sendable {
        case reply(WebReply)
        case events([UInt8]?)
    }

    let ticket: Int
    let result: Result
}
