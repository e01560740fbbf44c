// How far an evaluation is, on standard error.

internal import Glibc
internal import Model
internal import Platform

struct EvalProgress {
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let total: Int
    private var last = Clocks.monotonic()
    private var isDrawn = false

    init(isQuiet: Bool, total: Int) {
        (self.isQuiet, self.total) = (isQuiet, total)
    }

    mutating func show(measured: Int, failed: Int, at now: TimeSpan) {
        guard !isQuiet, now - last >= (isTerminal ? .milliseconds(100) : .seconds(10)) else { return }
        last = now
        let words = "monitord: \(measured) of \(total) measured, \(failed) failed"
        guard isTerminal else { return Console.insist(words) }
        isDrawn = true
        writeAll(STDERR_FILENO, Array("\r\u{1B}[K\(words)".utf8))
    }

    mutating func clear() {
        if isDrawn { writeAll(STDERR_FILENO, Array("\r\u{1B}[K".utf8)) }
        isDrawn = false
    }
}
