// One connection, and until when it may stay as it is.

internal import Model

/// What is known of an open connection. Past its deadline it is hung up on.
struct WebLine {
    let connection: OpaquePointer
    var deadline: TimeSpan
    /// Of the exchange that it is in.
    var ticket: Int?
}
