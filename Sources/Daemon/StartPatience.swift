// A start that reads much asks systemd for more time, for as long as it does.

internal import Model
internal import Platform
internal import Synchronization

/// Says every few seconds that the start goes on. A start that hangs is given up in the end.
final class StartPatience: Sendable {
    private static let interval = TimeSpan.seconds(5)
    private static let extensionSpan = TimeSpan.seconds(30)
    private static let roundsMax = 240

    private let isOver = Atomic<Bool>(false)

    /// Nil when nobody listens.
    static func begin() -> StartPatience? {
        guard Notify.isHeard else { return nil }
        let patience = StartPatience()
        guard Thread({ patience.run() }) != nil else { return nil }
        return patience
    }

    func end() { isOver.store(true, ordering: .relaxed) }

    private func run() {
        for _ in 0..<Self.roundsMax {
            let until = Clocks.monotonic() + Self.interval
            Notify.send("EXTEND_TIMEOUT_USEC=\(Self.extensionSpan.microseconds)")
            while Clocks.monotonic() < until {
                if isOver.load(ordering: .relaxed) { return }
                sleep(for: .milliseconds(50))
            }
        }
    }
}
