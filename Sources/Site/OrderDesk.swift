// Requests that change something, on their way from a thread of the HTTP server to the pipeline thread and back.

package import Model
package import Platform

/// One request, and where its answer is waited for.
package struct DeskCall: Sendable {
    package let request: ControlRequest
    package let peer: LocalPeer
    fileprivate let reply: Mailbox<ControlAnswer>

    /// Nobody may wait any more; then it goes nowhere.
    package func answer(_ answer: ControlAnswer) {
        if reply.hasRoom { _ = reply.send(answer) }
    }
}

/// Takes one request at a time, so that readers are never kept waiting by writers.
package final class OrderDesk: Sendable {
    private let calls = Mailbox<DeskCall>(capacity: 1)

    package init() {}

    /// The answer of the pipeline thread. Refused when another request is on its way, or after `patience`: what was
    /// asked may then still be done.
    package func ask(_ request: ControlRequest, peer: LocalPeer, patience: TimeSpan) -> ControlAnswer {
        let reply = Mailbox<ControlAnswer>(capacity: 1)
        let deadline = Clocks.monotonic() + patience
        guard calls.hasRoom, calls.send(DeskCall(request: request, peer: peer, reply: reply)) else {
            return .refused(.init(reason: "monitord is busy or stopping; nothing was changed; try again"))
        }
        while Clocks.monotonic() < deadline {
            if let answer = reply.receiveNow() { return answer }
            sleep(for: .milliseconds(1))
        }
        return .refused(
            .init(reason: "no answer in \(patience.durationText); it may still be done; look before trying again"))
    }

    /// The next request, if there is one. For the pipeline thread.
    package func nextCall() -> DeskCall? { calls.receiveNow() }

    /// Refuses what waits, and everything from now on.
    package func close() {
        while let call = calls.receiveNow() {
            call.answer(.refused(.init(reason: "monitord is stopping; nothing was changed")))
        }
        calls.close()
    }
}
