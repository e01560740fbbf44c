// One request and its answer, from the request line to the last byte.

internal import Model

/// Lives on the thread that talks.
final class WebExchange {
    enum Stage {
        /// Headers or a body are on their way.
        case reading
        /// With a thread that answers.
        case waiting
        case answered
        /// The answer goes to its reader.
        case sending
    }

    let ticket: Int
    let connection: OpaquePointer
    /// Of the connection.
    let descriptor: Int32
    let door: WebDoor
    /// As it came; empty when it was longer than the server reads.
    let target: [UInt8]
    var stage = Stage.reading
    var request: WebRequest?
    var body: [UInt8] = []
    var isTooLarge = false
    var reply: WebReply?
    var isSuspended = false
    /// Bytes of a stream that its reader has not taken, from `taken` on.
    var pending: [UInt8] = []
    var taken = 0
    var isPulling = false
    var isOver = false
    var nextPull = TimeSpan.zero
    var lastSent = TimeSpan.zero

    init(ticket: Int, connection: OpaquePointer, descriptor: Int32, door: WebDoor, target: [UInt8]) {
        (self.ticket, self.connection, self.descriptor) = (ticket, connection, descriptor)
        (self.door, self.target) = (door, target)
    }
}
