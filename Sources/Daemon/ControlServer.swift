// The control thread: takes requests from local people to the pipeline thread, and its answers back.

internal import Glibc
internal import Model
internal import Platform
internal import Synchronization

/// A request, and the ticket under which its answer is wanted.
struct ControlCall: Sendable {
    let ticket: Int
    let request: ControlRequest
    let peer: LocalPeer
}

/// Serves a few connections at a time on one thread. The pipeline thread never waits for a peer.
final class ControlServer: Sendable {
    private struct Answered: Sendable {
        let ticket: Int
        let answer: ControlAnswer
    }

    private let listener: LocalListener
    private let bell: Bell
    private let log: Log
    private let calls = Mailbox<ControlCall>(capacity: ControlServer.connectionsMax)
    private let answers = Mailbox<Answered>(capacity: 2 * ControlServer.connectionsMax)
    private let isStopping = Atomic<Bool>(false)

    /// Whoever comes beyond waits in the kernel until one of them is served or hung up on.
    static let connectionsMax = 16
    /// For the last answers, once the end has begun.
    private static let endPatience = TimeSpan.milliseconds(500)

    /// The store's lock must be held. `passed` listens at the path already, if it is there.
    init(path: String, passed: Int32?, log: Log) throws(SystemError) {
        listener = if let passed { LocalListener(path: path, passed: passed) } else { try LocalListener(path: path) }
        bell = try Bell()
        self.log = log
    }

    /// The next request, if there is one. For the pipeline thread.
    func nextCall() -> ControlCall? { calls.receiveNow() }

    func answer(_ call: ControlCall, _ answer: ControlAnswer) {
        // Full only when peers came and left faster than they were answered: nobody waits for this one.
        if answers.hasRoom { _ = answers.send(Answered(ticket: call.ticket, answer: answer)) }
        bell.ring()
    }

    /// Refuses what waits, and ends the thread soon.
    func stop() {
        while let call = calls.receiveNow() {
            answer(call, .refused(.init(reason: "monitord is stopping; nothing was changed")))
        }
        isStopping.store(true, ordering: .releasing)
        bell.ring()
    }

    /// The body of the control thread.
    func run() {
        var conversations: [Conversation] = []
        var nextTicket = 0
        var end: TimeSpan?
        while true {
            serve(&conversations, accepting: end == nil)
            let now = Clocks.monotonic()
            deliver(&conversations, now)
            if end == nil { accept(&conversations, &nextTicket, now) }
            sweep(&conversations, now)
            if isStopping.load(ordering: .acquiring), end == nil { end = now + Self.endPatience }
            if let end, conversations.isEmpty || now >= end { break }
        }
        for conversation in conversations { close(conversation.descriptor) }
        listener.remove()
    }

    /// Waits for something to do, and does what needs no answer.
    private func serve(_ conversations: inout [Conversation], accepting: Bool) {
        var watched = conversations.map(\.watched)
        watched.append(Watched(bell.descriptor, input: true))
        if accepting, conversations.count < Self.connectionsMax {
            watched.append(Watched(listener.descriptor, input: true))
        }
        wait(for: &watched, timeout: accepting ? .seconds(1) : .milliseconds(20))
        bell.hush()
        let now = Clocks.monotonic()
        for index in conversations.indices {
            if watched[index].isReady, watched[index].wantsInput, let request = conversations[index].read(now: now) {
                pass(request, &conversations[index], now)
            } else if watched[index].isReady {
                conversations[index].write()
            } else if watched[index].isOver {
                conversations[index].hangUp()
            }
        }
    }

    private func pass(_ request: ControlRequest, _ conversation: inout Conversation, _ now: TimeSpan) {
        guard calls.hasRoom, !isStopping.load(ordering: .acquiring) else {
            return conversation.refuse("monitord is busy or stopping; nothing was changed", now: now)
        }
        _ = calls.send(ControlCall(ticket: conversation.ticket, request: request, peer: conversation.peer))
    }

    private func deliver(_ conversations: inout [Conversation], _ now: TimeSpan) {
        while let answered = answers.receiveNow() {
            // A peer that left has no conversation any more.
            let place = conversations.firstIndex { $0.ticket == answered.ticket && $0.isWaiting }
            if let place { conversations[place].answer(answered.answer, now: now) }
        }
    }

    private func accept(_ conversations: inout [Conversation], _ nextTicket: inout Int, _ now: TimeSpan) {
        while conversations.count < Self.connectionsMax, let (descriptor, peer) = listener.accept() {
            conversations.append(Conversation(descriptor: descriptor, peer: peer, ticket: nextTicket, now: now))
            nextTicket &+= 1
        }
    }

    private func sweep(_ conversations: inout [Conversation], _ now: TimeSpan) {
        for index in conversations.indices where !conversations[index].isOver && now >= conversations[index].deadline {
            log.debug(
                "a peer at the control socket took too long", ["pid": String(conversations[index].peer.processID)])
            conversations[index].hangUp()
        }
        for conversation in conversations where conversation.isOver { close(conversation.descriptor) }
        conversations.removeAll(where: \.isOver)
    }
}
