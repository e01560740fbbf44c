// The thread that talks: sockets, bounds and deadlines. It never waits for an answer.

internal import CMicrohttpd
internal import Glibc
internal import Model
internal import Platform
internal import Synchronization

/// Everything of the server that belongs to one thread. libmicrohttpd calls back on it and on no other, since we run
/// its daemons by hand (MHD_run); so nothing here is locked.
final class WebLoop {
    let server: WebServer
    private var daemons: [OpaquePointer] = []
    /// By descriptor, which is unique while the connection is open.
    var lines: [Int32: WebLine] = [:]
    var exchanges: [Int: WebExchange] = [:]
    var nextTicket = 1
    var streams = 0
    /// No connection may be suspended any more: libmicrohttpd ends the process when one is while it is stopped.
    private(set) var isClosing = false
    /// Of the doors, in their order; a daemon's context is its place here.
    private var contexts: [WebContext] = []
    private var nextSweep = TimeSpan.zero

    private static let sweepInterval = TimeSpan.milliseconds(200)

    init(_ server: WebServer) {
        self.server = server
    }

    func run() {
        open()
        while !server.isStopping.load(ordering: .acquiring) { turn(timeout: patience()) }
        close()
    }

    private func open() {
        let ports = max(1, server.doors.count { !$0.isLocal })
        let sockets = max(1, server.doors.count { $0.isLocal })
        for door in server.doors {
            let context = WebContext(loop: self, door: door)
            contexts.append(context)
            let places =
                door.isLocal ? WebLimits.socketConnectionsMax / sockets : WebLimits.portConnectionsMax / ports
            let daemon = monitord_mhd_start(
                door.descriptor, UInt32(max(2, places)), WebLimits.memoryPerConnection,
                Unmanaged.passUnretained(context).toOpaque(), webHandle, webBegin, webComplete, webMove)
            guard let daemon else {
                server.log.error("nobody is served there", ["address": door.name])
                Glibc.close(door.descriptor)
                continue
            }
            daemons.append(daemon)
        }
    }

    /// One round: wait, let libmicrohttpd read and write, hand out what was answered, look at the clock.
    private func turn(timeout: TimeSpan) {
        var watched = daemons.map { Watched(monitord_mhd_epoll($0), input: true) }
        watched.append(Watched(server.bell.descriptor, input: true))
        wait(for: &watched, timeout: timeout)
        server.bell.hush()
        for daemon in daemons { _ = MHD_run(daemon) }
        let now = Clocks.monotonic()
        while let outcome = server.outcomes.receiveNow() { take(outcome, now) }
        pullStreams(now)
        if now >= nextSweep {
            nextSweep = now + Self.sweepInterval
            sweep(now)
        }
    }

    private func patience() -> TimeSpan {
        var patience = lines.isEmpty ? TimeSpan.seconds(5) : Self.sweepInterval
        for daemon in daemons {
            var milliseconds: UInt64 = 0
            if MHD_get_timeout(daemon, &milliseconds) == .YES {
                patience = min(patience, .milliseconds(Int64(clamping: min(milliseconds, 1000))))
            }
        }
        return patience
    }

    private func close() {
        isClosing = true
        for exchange in exchanges.values { resume(exchange) }
        for daemon in daemons {
            _ = MHD_run(daemon)
            MHD_stop_daemon(daemon)
        }
    }

    private func take(_ outcome: WebOutcome, _ now: TimeSpan) {
        // Whoever left has no exchange any more.
        guard let exchange = exchanges[outcome.ticket] else { return }
        switch outcome.result {
        case .reply(let reply):
            guard exchange.stage == .waiting else { return }
            exchange.reply = reply
            exchange.stage = .answered
        case .events(let bytes):
            exchange.isPulling = false
            if let bytes { append(bytes, to: exchange, now) } else { exchange.isOver = true }
            if exchange.pending.isEmpty, !exchange.isOver { return }
        }
        resume(exchange)
    }

    private func append(_ bytes: [UInt8], to exchange: WebExchange, _ now: TimeSpan) {
        var bytes = bytes
        if bytes.isEmpty, now - exchange.lastSent >= WebLimits.heartbeatInterval { bytes = Array(": beat\n\n".utf8) }
        guard !bytes.isEmpty else { return }
        guard bytes.count <= WebLimits.streamBytesMax else {
            exchange.isOver = true
            return
        }
        exchange.lastSent = now
        exchange.pending += bytes
        lines[exchange.descriptor]?.deadline = now + WebLimits.idlePatience
    }

    private func pullStreams(_ now: TimeSpan) {
        guard streams > 0 else { return }
        for exchange in exchanges.values {
            guard let stream = exchange.reply?.stream, exchange.stage == .sending, !exchange.isOver,
                !exchange.isPulling, exchange.pending.isEmpty, now >= exchange.nextPull, server.jobs.hasRoom
            else { continue }
            exchange.isPulling = true
            exchange.nextPull = now + WebLimits.pullInterval
            _ = server.jobs.send(WebJob(ticket: exchange.ticket, work: .pull(stream)))
        }
    }

    /// Whoever is too slow is hung up on; an answer that does not come is said to.
    private func sweep(_ now: TimeSpan) {
        for (descriptor, line) in lines where now >= line.deadline {
            if let ticket = line.ticket, let exchange = exchanges[ticket], exchange.stage == .waiting {
                exchange.reply = WebReply(status: 503, text: "there was no answer in time; try again\n")
                exchange.stage = .answered
                lines[descriptor]?.deadline = now + WebLimits.idlePatience
                resume(exchange)
                continue
            }
            shutdown(descriptor, Int32(SHUT_RDWR))
            if let ticket = line.ticket, let exchange = exchanges[ticket] {
                exchange.isOver = true
                resume(exchange)
            }
            lines[descriptor]?.deadline = now + WebLimits.idlePatience
        }
    }

    func suspend(_ exchange: WebExchange) {
        guard !exchange.isSuspended else { return }
        exchange.isSuspended = true
        MHD_suspend_connection(exchange.connection)
    }

    private func resume(_ exchange: WebExchange) {
        guard exchange.isSuspended else { return }
        exchange.isSuspended = false
        MHD_resume_connection(exchange.connection)
        // It is run in the next round, which should come at once.
        server.bell.ring()
    }
}

/// What the callbacks of one daemon are given.
final class WebContext {
    unowned let loop: WebLoop
    let door: WebDoor

    init(loop: WebLoop, door: WebDoor) {
        (self.loop, self.door) = (loop, door)
    }
}
