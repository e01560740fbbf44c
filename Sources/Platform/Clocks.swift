// The only place that asks what time it is.

internal import Glibc
package import Model

/// The clocks of this machine. Pure code gets time as an argument.
package enum Clocks {
    /// Wall-clock time.
    package static func wall() -> EventTime {
        EventTime(microseconds: microseconds(CLOCK_REALTIME))
    }

    /// Time that never jumps, from an arbitrary start: for timers.
    package static func monotonic() -> TimeSpan {
        TimeSpan(microseconds: microseconds(CLOCK_MONOTONIC))
    }

    /// What all threads of this process have computed so far.
    package static func cpu() -> TimeSpan {
        TimeSpan(microseconds: microseconds(CLOCK_PROCESS_CPUTIME_ID))
    }

    private static func microseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}

/// Rests the calling thread. A signal may end it early.
package func sleep(for span: TimeSpan) {
    usleep(UInt32(clamping: max(0, span.microseconds)))
}
