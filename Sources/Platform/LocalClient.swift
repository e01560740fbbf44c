// The asking side of a local socket.

internal import Glibc
package import Model

/// Sends `request` and reads until `isWhole` says so or the other side closes. Waits at most `timeout` for all of it.
package func localExchange(
    path: String, request: [UInt8], answerBytesMax: Int, timeout: TimeSpan, isWhole: ([UInt8]) -> Bool
) throws(SystemError) -> [UInt8] {
    let deadline = Clocks.monotonic() + timeout
    let descriptor = try connected(path, deadline)
    defer { close(descriptor) }
    var sent = 0
    var answer: [UInt8] = []
    while true {
        let left = deadline - Clocks.monotonic()
        guard left > .zero else {
            throw SystemError(code: ETIMEDOUT, subject: path, reason: "no answer within \(timeout.durationText)")
        }
        var watched = [Watched(descriptor, input: true, output: sent < request.count)]
        wait(for: &watched, timeout: min(left, .seconds(1)))
        if sent < request.count, case .moved(let count) = localWrite(descriptor, request[sent...]) { sent += count }
        guard answer.count <= answerBytesMax else {
            throw SystemError(
                code: EMSGSIZE, subject: path, reason: "the answer is longer than \(answerBytesMax) bytes")
        }
        switch localRead(descriptor, into: &answer, room: 64 * 1024) {
        case .moved: if isWhole(answer) { return answer }
        case .later: break
        case .over: return answer
        }
    }
}

/// EAGAIN says that the queue of those who wait is full, which passes.
private func connected(_ path: String, _ deadline: TimeSpan) throws(SystemError) -> Int32 {
    while true {
        do throws(SystemError) {
            return try localConnect(path)
        } catch {
            guard error.code == EAGAIN, Clocks.monotonic() < deadline else { throw error }
            usleep(50_000)
        }
    }
}
