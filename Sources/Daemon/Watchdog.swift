// The watchdog of systemd is told that monitord lives only while it gets on with its work.

internal import Model
internal import Platform

/// Called at every turn of the pipeline thread, so that thread turns. A ping also needs a store thread that was seen
/// lately: to commit, to wait for a disk that refuses, or to have nothing to do.
final class Watchdog {
    private let interval: TimeSpan?
    private var lastPing: TimeSpan?

    /// The store thread is seen once a second when all is well.
    private static let storeSilenceMin = TimeSpan.seconds(3)

    init() {
        // A third: one ping may be lost and one may be late.
        interval = Notify.watchdogSpan.map { TimeSpan(microseconds: $0.microseconds / 3) }
    }

    /// `store` is when the store thread was last seen.
    func turn(store: TimeSpan) {
        guard let interval else { return }
        let now = Clocks.monotonic()
        if let lastPing, now - lastPing < interval { return }
        guard now - store < max(interval, Self.storeSilenceMin) else { return }
        lastPing = now
        Notify.send("WATCHDOG=1")
    }
}
