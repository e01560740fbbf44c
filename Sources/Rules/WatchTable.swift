// `[watch]` of monitord.toml: how monitord watches itself.

import Model

/// Zero turns a watch off.
func readWatch(_ table: inout TableReader, _ watch: inout WatchSettings, _ log: inout DiagnosticLog) {
    watch.coverage = share("coverage", else: watch.coverage, &table, &log)
    watch.stalled = span("stalled", else: watch.stalled, &table, &log)
    watch.behind = span("behind", else: watch.behind, &table, &log)
    watch.late = share("late", else: watch.late, &table, &log)
    watch.rejected = share("decode_failures", else: watch.rejected, &table, &log)
    watch.undelivered = span("undelivered", else: watch.undelivered, &table, &log)
    watch.clockStep = span("clock_step", else: watch.clockStep, &table, &log)
}

private func share(
    _ key: String, else standard: Double?, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Double? {
    guard let number = table.number(key, &log) else { return standard }
    guard number.value >= 0, number.value < 1 else {
        log.error(
            .outOfRange, "`\(key)` must be a share from 0 to below 1", at: number.place,
            help: [standard.map { "write \(key) = \($0), or 0 for no such watch" } ?? "0 means no such watch"])
        return standard
    }
    return number.value == 0 ? nil : number.value
}

private let spanMax = TimeSpan.seconds(86_400)

private func span(
    _ key: String, else standard: TimeSpan?, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> TimeSpan? {
    guard let span = table.duration(key, in: .zero...spanMax, &log) else { return standard }
    return span.value == .zero ? nil : span.value
}
