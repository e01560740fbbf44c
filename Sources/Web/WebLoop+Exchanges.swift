// The course of one request: refused at its headers, read whole, answered at once or by another thread.

internal import CMicrohttpd
internal import Glibc
internal import Model
internal import Platform

extension WebLoop {
    /// The ticket of a new exchange.
    func begin(_ connection: OpaquePointer, _ target: [UInt8], _ door: WebDoor) -> Int {
        let ticket = nextTicket
        nextTicket += 1
        let descriptor = monitord_mhd_socket(connection)
        exchanges[ticket] = WebExchange(
            ticket: ticket, connection: connection, descriptor: descriptor, door: door, target: target)
        lines[descriptor]?.ticket = ticket
        // The headers have begun, perhaps on a connection that idled for a while.
        lines[descriptor]?.deadline = Clocks.monotonic() + WebLimits.headerPatience
        return ticket
    }

    func finish(_ ticket: Int) {
        guard let exchange = exchanges.removeValue(forKey: ticket) else { return }
        if exchange.stage == .sending, exchange.reply?.stream != nil { streams -= 1 }
        lines[exchange.descriptor]?.ticket = nil
        lines[exchange.descriptor]?.deadline = Clocks.monotonic() + WebLimits.idlePatience
    }

    /// The headers are whole. What is refused for them is refused before a body is read.
    func open(_ exchange: WebExchange, method: String, headers: [(name: String, value: String)]?) -> Bool {
        var request = WebRequest(method: method, path: "/")
        request.headers = headers ?? []
        lines[exchange.descriptor]?.deadline = Clocks.monotonic() + WebLimits.bodyPatience
        defer { if exchange.request == nil { exchange.request = request } }
        guard headers != nil else { return send(exchange, WebReply(status: 431, text: "too many headers\n")) }
        guard exchange.target.count <= WebLimits.targetBytesMax else {
            return send(exchange, WebReply(status: 414, text: "the path is too long\n"))
        }
        guard exchange.door.isLocal || server.hosts.admits(request[header: "host"]) else {
            let text = "this server is not known by that name; add it to http.hosts\n"
            return send(exchange, WebReply(status: 421, text: text))
        }
        guard ["GET", "HEAD", "POST"].contains(method) else {
            var reply = WebReply(status: 405, text: "GET, HEAD and POST are answered here\n")
            reply.headers.append(("Allow", "GET, HEAD, POST"))
            return send(exchange, reply)
        }
        let length = request[header: "content-length"].map { Int($0) ?? .max } ?? 0
        guard length <= WebLimits.bodyBytesMax else { return send(exchange, Self.tooLarge) }
        guard let target = WebTarget(exchange.target) else {
            return send(exchange, WebReply(status: 400, text: "the path or its query is not well formed\n"))
        }
        (request.path, request.query) = (target.path, target.query)
        if exchange.door.isLocal { request.peer = LocalPeer(of: exchange.descriptor) }
        request.isFromOutside = exchange.door.isExposed
        exchange.request = request
        return true
    }

    private static var tooLarge: WebReply {
        WebReply(status: 413, text: "a body has \(WebLimits.bodyBytesMax) bytes at most\n")
    }

    /// The request is whole, or its answer has come.
    func proceed(_ exchange: WebExchange) -> Bool {
        guard !isClosing else { return false }
        switch exchange.stage {
        case .answered: return send(exchange, exchange.reply ?? WebReply(status: 500, text: "no answer\n"))
        case .sending: return true
        case .waiting:
            suspend(exchange)
            return true
        case .reading: break
        }
        guard !exchange.isTooLarge, var request = exchange.request else { return send(exchange, Self.tooLarge) }
        request.body = exchange.body
        if let reply = server.instant(request) { return send(exchange, reply) }
        guard server.jobs.hasRoom else {
            var reply = WebReply(status: 503, text: "too many requests wait; try again\n")
            reply.headers.append(("Retry-After", "1"))
            return send(exchange, reply)
        }
        exchange.stage = .waiting
        lines[exchange.descriptor]?.deadline = Clocks.monotonic() + WebLimits.answerPatience
        _ = server.jobs.send(WebJob(ticket: exchange.ticket, work: .answer(request)))
        suspend(exchange)
        return true
    }

    /// Queues an answer. False: libmicrohttpd hangs up.
    private func send(_ exchange: WebExchange, _ reply: WebReply) -> Bool {
        var reply = reply
        if reply.stream != nil, streams >= WebLimits.streamsMax {
            reply = WebReply(status: 503, text: "\(WebLimits.streamsMax) streams are open, and no more are served\n")
        }
        if let tag = reply[header: "etag"], let known = exchange.request?[header: "if-none-match"],
            reply.status == 200, known.utf8.elementsEqual(tag.utf8)
        {
            (reply.status, reply.body) = (304, [])
        }
        guard let response = makeResponse(exchange, reply) else { return false }
        defer { MHD_destroy_response(response) }
        for (name, value) in Self.standing where reply[header: name] == nil {
            MHD_add_response_header(response, name, value)
        }
        // A value with a line break is refused there, and left out.
        for (name, value) in reply.headers { MHD_add_response_header(response, name, value) }
        (exchange.reply, exchange.stage) = (reply, .sending)
        // What is sent stays with the response.
        exchange.reply?.body = []
        let now = Clocks.monotonic()
        lines[exchange.descriptor]?.deadline = now + WebLimits.idlePatience
        if reply.stream != nil {
            streams += 1
            exchange.lastSent = now
        }
        return MHD_queue_response(exchange.connection, UInt32(clamping: reply.status), response) == .YES
    }

    /// Headers that every answer has, unless it says otherwise.
    private static let standing = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    private func makeResponse(_ exchange: WebExchange, _ reply: WebReply) -> OpaquePointer? {
        guard reply.stream != nil, exchange.request?.method != "HEAD" else {
            var body = reply.body
            return body.withUnsafeMutableBytes {
                MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
            }
        }
        let reading = Unmanaged.passRetained(WebReading(loop: self, ticket: exchange.ticket)).toOpaque()
        return MHD_create_response_from_callback(
            monitord_mhd_size_unknown(), Self.streamBlock, webRead, reading, webForget)
    }

    private static let streamBlock = 4096

    /// Bytes for the reader of a stream; 0 when there are none now, and the connection then rests.
    func read(_ ticket: Int, into room: UnsafeMutableRawBufferPointer) -> Int {
        guard let exchange = exchanges[ticket] else { return monitord_mhd_end() }
        let count = min(room.count, exchange.pending.count - exchange.taken)
        guard count > 0 else {
            if exchange.isOver || isClosing { return monitord_mhd_end() }
            suspend(exchange)
            return 0
        }
        room.copyBytes(from: exchange.pending[exchange.taken..<exchange.taken + count])
        exchange.taken += count
        if exchange.taken == exchange.pending.count { (exchange.pending, exchange.taken) = ([], 0) }
        return count
    }
}
