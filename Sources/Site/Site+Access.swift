// Who may do what: the socket's file decides for those who come by it, the token for everybody else.

internal import Model
internal import Platform
internal import Web

extension Site {
    /// Why a request may not even read; nil when it may. Health is for everybody.
    func refusal(_ request: WebRequest) -> Problem? {
        guard request.isFromOutside, token != nil, !admits(request) else { return nil }
        return Problem(401, "others than this machine need the bearer token of http.token")
    }

    /// Whether a request carries the token.
    private func admits(_ request: WebRequest) -> Bool {
        guard let token, let header = request[header: "authorization"], header.lowercased().hasPrefix("bearer ") else {
            return false
        }
        return isSame(Array(header.utf8.dropFirst("bearer ".utf8.count)), token)
    }

    /// Takes as long whatever the two have in common: what is compared are hashes, to the last byte.
    private func isSame(_ bytes: [UInt8], _ token: Sealed) -> Bool {
        var difference: UInt8 = 0
        for (left, right) in zip(sha256(bytes), sha256(token.bytes)) { difference |= left ^ right }
        return difference == 0
    }

    /// On whose behalf a request may change something.
    func writer(_ request: WebRequest) throws(Problem) -> LocalPeer {
        if let peer = request.peer { return peer }
        guard token != nil else {
            throw Problem(403, "a port only reads: use the Unix socket, or set http.token")
        }
        guard admits(request) else { throw Problem(401, "writing by a port needs the bearer token of http.token") }
        // Whoever has the token is nobody that the system knows.
        return LocalPeer(processID: 0, userID: .max)
    }
}
