// How much anybody may ask of the HTTP server, and how long they may take.

internal import Model

/// Bounds of the server. All of them hold at every moment, whoever connects.
enum WebLimits {
    /// Over all addresses of one kind: a crowd at a port leaves the socket's places to those who own the machine.
    static let portConnectionsMax = 48
    static let socketConnectionsMax = 16
    static let streamsMax = 16
    static let headerBytesMax = 16 * 1024
    static let targetBytesMax = 8 * 1024
    static let bodyBytesMax = 64 * 1024
    static let parametersMax = 100
    /// Of one connection: headers, request line, and what the server writes at once.
    static let memoryPerConnection = 40 * 1024
    /// Requests that wait for a thread to answer them.
    static let waitingMax = 64
    /// What a stream's reader has not taken; one that is slower is hung up on.
    static let streamBytesMax = 1024 * 1024

    /// From the connection on, until the first headers are whole.
    static let headerPatience = TimeSpan.seconds(5)
    /// For a body, once its headers are there.
    static let bodyPatience = TimeSpan.seconds(10)
    /// For whoever answers; an order may wait for the disk.
    static let answerPatience = TimeSpan.seconds(60)
    /// For the reader of an answer, and between two requests of one connection.
    static let idlePatience = TimeSpan.seconds(30)
    static let pullInterval = TimeSpan.seconds(1)
    /// A stream that says nothing says so this often, so that both ends know of each other.
    static let heartbeatInterval = TimeSpan.seconds(15)
    /// For the answers under way, once the end has begun.
    static let endPatience = TimeSpan.milliseconds(300)
}
