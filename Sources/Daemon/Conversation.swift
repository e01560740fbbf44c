// One peer at the control socket, from its first byte to our last.

internal import Model
internal import Platform

/// Reads one request, waits for its answer, writes it. Holds no descriptor open by itself.
struct Conversation {
    enum State {
        case reading([UInt8])
        /// The request is on its way through the pipeline thread.
        case waiting
        case writing([UInt8], sent: Int)
        case over
    }

    let descriptor: Int32
    let peer: LocalPeer
    let ticket: Int
    private(set) var state = State.reading([])
    /// Monotonic. A peer that takes longer is hung up on.
    private(set) var deadline: TimeSpan

    /// To send a request, and to take an answer.
    static let patience = TimeSpan.seconds(5)
    /// For the pipeline thread: a reload of a large store takes its time.
    static let answerPatience = TimeSpan.seconds(120)

    init(descriptor: Int32, peer: LocalPeer, ticket: Int, now: TimeSpan) {
        self.descriptor = descriptor
        self.peer = peer
        self.ticket = ticket
        deadline = now + Self.patience
    }

    var watched: Watched {
        switch state {
        case .reading: Watched(descriptor, input: true)
        case .waiting, .over: Watched(descriptor)
        case .writing: Watched(descriptor, output: true)
        }
    }

    /// Takes what the peer has sent. A request once it is whole.
    mutating func read(now: TimeSpan) -> ControlRequest? {
        guard case .reading(var bytes) = state else { return nil }
        let most = ControlFrame.headBytes + ControlFrame.requestBytesMax
        // One byte more than allowed tells a frame that is followed by something from one that is not.
        switch localRead(descriptor, into: &bytes, room: most + 1 - bytes.count) {
        case .later: return nil
        case .over:
            state = .over
            return nil
        case .moved: break
        }
        switch ControlFrame.read(bytes, bodyBytesMax: ControlFrame.requestBytesMax) {
        case .incomplete: state = .reading(bytes)
        case .broken(let reason): refuse("the request is not understood: \(reason)", now: now)
        case .body(let body):
            do throws(ByteCodingError) {
                let request = try ControlRequest(bytes: body)
                state = .waiting
                deadline = now + Self.answerPatience
                return request
            } catch {
                refuse("the request is not understood; is the command of the daemon's version?", now: now)
            }
        }
        return nil
    }

    mutating func answer(_ answer: ControlAnswer, now: TimeSpan) {
        state = .writing(ControlFrame.wrapped(answer.bytes), sent: 0)
        deadline = now + Self.patience
        write()
    }

    mutating func refuse(_ reason: String, now: TimeSpan) {
        answer(.refused(.init(reason: reason)), now: now)
    }

    mutating func write() {
        guard case .writing(let bytes, var sent) = state else { return }
        while sent < bytes.count {
            switch localWrite(descriptor, bytes[sent...]) {
            case .moved(let count): sent += count
            case .later:
                state = .writing(bytes, sent: sent)
                return
            case .over:
                state = .over
                return
            }
        }
        state = .over
    }

    mutating func hangUp() { state = .over }

    var isOver: Bool { if case .over = state { true } else { false } }
    var isWaiting: Bool { if case .waiting = state { true } else { false } }
}
