// An answer that goes on.

/// Server-sent events, pulled by the server about once a second while its reader keeps up.
package struct WebStream: Sendable {
    /// What is new since the last call; empty when nothing is, nil when the stream is over. Called by one thread at a
    /// time.
    package let pull: @Sendable () -> [UInt8]?

    package init(pull: @escaping @Sendable () -> [UInt8]?) {
        self.pull = pull
    }
}

/// One server-sent event (WHATWG HTML, §9.2). `text` may have several lines.
package func serverEvent(_ name: String, id: String? = nil, _ text: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    if let id { bytes += Array("id: \(id)\n".utf8) }
    bytes += Array("event: \(name)\ndata: ".utf8)
    for byte in text {
        switch byte {
        case 0x0A: bytes += Array("\ndata: ".utf8)
        case 0x0D: break
        default: bytes.append(byte)
        }
    }
    return bytes + [0x0A, 0x0A]
}
