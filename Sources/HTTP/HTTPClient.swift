// Requests to hosts outside, several at a time, on the thread of whoever owns this.

internal import CCurl
package import Model
internal import Platform

/// libcurl's multi interface. One thread owns it; nothing blocks but `poll`. Redirects are not followed, proxies of the
/// environment are not used, TLS is verified always, and the address that is really connected to is checked.
package struct HTTPClient: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    private let connectionsMax: Int
    private var transfers: [Transfer] = []
    /// What was refused before it went out, until the next `poll` tells.
    private var refusals: [(tag: Int, outcome: Result<HTTPReply, HTTPFailure>)] = []

    /// curl_global_init is called once, before any handle.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// Nil when libcurl cannot start.
    package init?(connectionsMax: Int) {
        guard Self.isReady, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.connectionsMax = max(1, connectionsMax)
        // Kept open for the next request, so at most as many as can be in use.
        _ = monitord_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, self.connectionsMax)
    }

    deinit {
        // A handle that was removed stands alone and may go after the multi handle.
        for transfer in transfers { curl_multi_remove_handle(multi, transfer.handle) }
        curl_multi_cleanup(multi)
    }

    /// Requests of which `poll` has not told yet.
    package var inFlight: Int { transfers.count + refusals.count }

    /// Begins a request. Whatever comes of it, a refusal included, is told by `poll` under its tag.
    package mutating func start(_ request: HTTPRequest, tag: Int) {
        do throws(HTTPFailure) {
            guard transfers.count < connectionsMax else {
                throw .transport("more than \(connectionsMax) requests at a time")
            }
            let transfer = try Transfer(request, tag: tag)
            guard curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
                throw .transport("libcurl does not take the request")
            }
            transfers.append(transfer)
        } catch {
            refusals.append((tag, .failure(error)))
        }
    }

    /// What ended, as soon as something did; nothing when the time is over, or when `bell` can be read from. Waits even
    /// if nothing is in flight.
    package mutating func poll(
        timeout: TimeSpan, bell: Int32? = nil
    ) -> [(tag: Int, outcome: Result<HTTPReply, HTTPFailure>)] {
        let deadline = Clocks.monotonic() + timeout
        while true {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            let ended = refusals + collect()
            refusals = []
            let left = deadline - Clocks.monotonic()
            if !ended.isEmpty || left <= .zero { return ended }
            let milliseconds = Int32(clamping: (left.microseconds + 999) / 1000)
            var heard = curl_waitfd(fd: bell ?? -1, events: Int16(CURL_WAIT_POLLIN), revents: 0)
            let isWell = curl_multi_poll(multi, &heard, bell == nil ? 0 : 1, milliseconds, nil) == CURLM_OK
            guard isWell, heard.revents == 0 else { return [] }
        }
    }

    /// Forgets all that is in flight; `poll` tells nothing of it.
    package mutating func cancelAll() {
        for transfer in transfers { curl_multi_remove_handle(multi, transfer.handle) }
        transfers = []
        refusals = []
    }

    private mutating func collect() -> [(tag: Int, outcome: Result<HTTPReply, HTTPFailure>)] {
        var ended: [(tag: Int, outcome: Result<HTTPReply, HTTPFailure>)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            // Read before the handle is removed, which makes the message void.
            let code = message.pointee.data.result
            guard let place = transfers.firstIndex(where: { $0.handle == handle }) else { continue }
            let transfer = transfers.remove(at: place)
            curl_multi_remove_handle(multi, handle)
            ended.append((transfer.tag, transfer.outcome(code)))
        }
        return ended
    }
}
