// An HTTP server for tests: answers each request with bytes of the test's choice, on a loopback port.

import Glibc
import Platform
import Synchronization

/// Serves until it is closed, or until the tests are over. What a request was is kept.
package final class LoopbackServer: Sendable {
    /// What to do with one request.
    package enum Reply: Sendable {
        /// These bytes, and the connection stays.
        case bytes([UInt8])
        /// These bytes, and then the connection is closed.
        case lastBytes([UInt8])
        /// These bytes, and then nothing more until the other side goes.
        case silence([UInt8])
    }

    package let port: UInt16
    private let listener: Int32
    private let answer: @Sendable (String) -> Reply
    private let state = Mutex(State())

    private struct State {
        var requests: [String] = []
        var connections: [Int32] = []
        var connectionCount = 0
        var isClosed = false
    }

    /// Nil when there is no port to be had.
    package init?(family: Int32 = AF_INET, _ answer: @escaping @Sendable (String) -> Reply) {
        listener = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        self.answer = answer
        guard listener >= 0, let port = bound(listener, family), listen(listener, 64) == 0 else { return nil }
        self.port = port
        guard Thread({ self.acceptAll() }) != nil else { return nil }
    }

    package func close() {
        let connections = state.withLock { state in
            if state.isClosed { return [Int32]() }
            state.isClosed = true
            return state.connections + [listener]
        }
        for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    /// Whole requests, head and body, in the order in which they came.
    package var requests: [String] { state.withLock { $0.requests } }
    package var connectionCount: Int { state.withLock { $0.connectionCount } }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0, admit(connection) else {
                if connection >= 0 { Glibc.close(connection) }
                break
            }
            _ = Thread { self.serve(connection) }
        }
        Glibc.close(listener)
    }

    private func admit(_ connection: Int32) -> Bool {
        state.withLock { state in
            state.connections.append(connection)
            state.connectionCount += 1
            return !state.isClosed
        }
    }

    private func serve(_ connection: Int32) {
        var pending: [UInt8] = []
        serving: while let request = Self.nextRequest(connection, &pending) {
            state.withLock { $0.requests.append(request) }
            switch answer(request) {
            case .bytes(let bytes): Self.send(bytes, connection)
            case .lastBytes(let bytes):
                Self.send(bytes, connection)
                break serving
            case .silence(let bytes):
                Self.send(bytes, connection)
                var byte: UInt8 = 0
                _ = recv(connection, &byte, 1, 0)
                break serving
            }
        }
        state.withLock { $0.connections.removeAll { $0 == connection } }
        Glibc.close(connection)
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map {
                    Glibc.send(connection, $0 + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
            }
            guard let count, count > 0 else { return }
            sent += count
        }
    }

    private static func nextRequest(_ connection: Int32, _ pending: inout [UInt8]) -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: pending, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end]
                let length = head.lowercased().split(separator: "content-length: ").dropFirst().first
                let body = length.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
                let total = head.utf8.count + 4 + body
                if pending.count >= total {
                    let request = String(decoding: pending.prefix(total), as: UTF8.self)
                    pending.removeFirst(total)
                    return request
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            pending += buffer.prefix(count)
        }
    }

    /// A response with its length.
    package static func reply(_ body: String, status: String = "200 OK", headers: [String] = []) -> [UInt8] {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "", body]
        return Array(lines.joined(separator: "\r\n").utf8)
    }
}

extension String {
    /// Where `text` begins first.
    fileprivate func range(of text: String) -> String.Index? {
        let wanted = Array(text.utf8)
        var place = utf8.startIndex
        while place < utf8.endIndex {
            if utf8[place...].starts(with: wanted) { return place }
            place = utf8.index(after: place)
        }
        return nil
    }
}

/// The port of a socket that is bound to loopback.
private func bound(_ descriptor: Int32, _ family: Int32) -> UInt16? {
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    var place = sockaddr_in6()
    let status = withUnsafeMutableBytes(of: &place) { bytes -> Int32 in
        guard let start = bytes.baseAddress else { return -1 }
        let address = start.assumingMemoryBound(to: sockaddr.self)
        if family == AF_INET {
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            withUnsafeBytes(of: &four) {
                start.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(start), byteCount: $0.count)
            }
            size = socklen_t(MemoryLayout<sockaddr_in>.size)
        } else {
            var six = sockaddr_in6()
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_addr = in6addr_loopback
            withUnsafeBytes(of: &six) {
                start.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(start), byteCount: $0.count)
            }
        }
        guard bind(descriptor, address, size) == 0 else { return -1 }
        return getsockname(descriptor, address, &size)
    }
    // Both families keep the port at the same place.
    return status == 0 ? UInt16(bigEndian: place.sin6_port) : nil
}
