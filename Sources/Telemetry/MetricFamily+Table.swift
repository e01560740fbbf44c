// Every metric that monitord gives. docs/http.md has the same list.

extension MetricFamily {
    /// In the order of the text.
    package static let all: [MetricFamily] = process + stream + series + work

    // The process, by the names that everybody knows.

    package static let cpu = MetricFamily("process_cpu_seconds", .counter, "CPU time of the process, user and system.")
    package static let resident = MetricFamily("process_resident_memory_bytes", .gauge, "Memory that is in RAM.")
    package static let virtual = MetricFamily("process_virtual_memory_bytes", .gauge, "Address space of the process.")
    package static let descriptors = MetricFamily("process_open_fds", .gauge, "Open file descriptors.")
    package static let descriptorsMax = MetricFamily("process_max_fds", .gauge, "File descriptors that may be open.")
    package static let processStart = MetricFamily(
        "process_start_time_seconds", .gauge, "When the process started, since the epoch.")
    package static let build = MetricFamily(
        "monitord_build_info", .gauge, "1; the label says which monitord it is.", labels: ["version"])
    private static let process = [cpu, resident, virtual, descriptors, descriptorsMax, processStart, build]

    // What was read.

    package static let ready = MetricFamily("monitord_ready", .gauge, "1 when /readyz says 200.")
    package static let sourceUp = MetricFamily(
        "monitord_source_up", .gauge, "1 when there is something to read from; 0 when no broker answers.")
    package static let records = MetricFamily("monitord_records", .counter, "Records read, since the store was made.")
    package static let events = MetricFamily(
        "monitord_events", .counter,
        "Records by what became of them: counted, late, canary (kept out of windows), refetched (seen before).",
        labels: ["outcome"])
    package static let decodeErrors = MetricFamily(
        "monitord_decode_errors", .counter, "Records that are no event, by reason.", labels: ["reason"])
    package static let lag = MetricFamily(
        "monitord_kafka_consumer_lag_records", .gauge, "Records that are written and not read.",
        labels: ["topic", "partition"])
    package static let newestEvent = MetricFamily(
        "monitord_partition_newest_event_timestamp_seconds", .gauge, "Time of the newest event of a partition.",
        labels: ["topic", "partition"])
    package static let closedThrough = MetricFamily(
        "monitord_closed_through_timestamp_seconds", .gauge, "Event time up to which everything is judged.")
    package static let closeDelay = MetricFamily(
        "monitord_pane_close_delay_seconds", .gauge, "How far what is judged is behind the wall clock.")
    package static let overflow = MetricFamily(
        "monitord_series_overflow", .counter, "Events that were counted as __other__: limits.series was reached.")
    private static let stream = [
        ready, sourceUp, records, events, decodeErrors, lag, newestEvent, closedThrough, closeDelay, overflow,
    ]

    // Series of rules. Their labels are those of the series.

    package static let state = MetricFamily(
        "monitord_series_state", .gauge,
        "1; the label says how the series is: ok, warning, critical, learning, insufficient, stale, or unknown: ok, "
            + "and not to be believed.", labels: ["rule", "state"])
    package static let windowRatio = MetricFamily(
        "monitord_window_ratio", .gauge, "A share of the events of the window, from 0 to 1.", labels: ["rule"])
    package static let baselineRatio = MetricFamily(
        "monitord_baseline_ratio", .gauge, "The share that the baseline leads one to expect.", labels: ["rule"])
    package static let windowValue = MetricFamily(
        "monitord_window_value", .gauge, "The metric of a rule over the window, where it is not a share.",
        labels: ["rule"])
    package static let baselineValue = MetricFamily(
        "monitord_baseline_value", .gauge, "What the baseline leads one to expect of it.", labels: ["rule"])
    package static let relative = MetricFamily(
        "monitord_window_to_baseline_ratio", .gauge, "The window over what is expected of it.", labels: ["rule"])
    package static let windowEvents = MetricFamily(
        "monitord_window_events", .gauge, "Events of the window.", labels: ["rule"])
    package static let statistic = MetricFamily(
        "monitord_detector_statistic", .gauge, "What decides: ln of the e-value, or the detector's own.",
        labels: ["rule"])
    package static let threshold = MetricFamily(
        "monitord_detector_threshold", .gauge, "The statistic that the nearest line needs.", labels: ["rule"])
    package static let dropped = MetricFamily(
        "monitord_metrics_series_dropped", .gauge, "Series that this scrape leaves out: http.series was reached.")
    private static let series = [
        state, windowRatio, baselineRatio, windowValue, baselineValue, relative, windowEvents, statistic, threshold,
        dropped,
    ]

    // What monitord did.

    package static let alertsFiring = MetricFamily(
        "monitord_alerts_firing", .gauge, "Alerts that fire now.", labels: ["severity"])
    package static let alerts = MetricFamily(
        "monitord_alerts", .counter, "Transitions of alerts, since the store was made.",
        labels: ["rule", "severity", "event"])
    package static let canaryRuns = MetricFamily(
        "monitord_canary_runs", .counter, "Runs of canaries that are in the store, by how they ended.",
        labels: ["suite", "target", "outcome"])
    package static let canarySuccess = MetricFamily(
        "monitord_canary_last_success_timestamp_seconds", .gauge, "When a run last ended with every item passed.",
        labels: ["suite", "target"])
    package static let outbox = MetricFamily(
        "monitord_notification_outbox_entries", .gauge,
        "Notifications that wait (pending), or that were given up (dead).", labels: ["receiver", "state"])
    package static let outboxOldest = MetricFamily(
        "monitord_notification_outbox_oldest_timestamp_seconds", .gauge, "When the oldest that waits was made.",
        labels: ["receiver"])
    package static let notifications = MetricFamily(
        "monitord_notifications", .counter, "Attempts since the start, by how they ended.",
        labels: ["receiver", "outcome"])
    package static let breaker = MetricFamily(
        "monitord_notification_breaker_open", .gauge, "1 while a receiver is left alone after failures in a row.",
        labels: ["receiver"])
    package static let generation = MetricFamily(
        "monitord_config_generation", .gauge, "1 from the start on; every reload that took effect adds one.")
    package static let reloadOK = MetricFamily(
        "monitord_config_last_reload_successful", .gauge, "0 when the files do not say what runs.")
    package static let reloadTime = MetricFamily(
        "monitord_config_last_reload_success_timestamp_seconds", .gauge, "When the files were last taken.")
    package static let checkpoint = MetricFamily(
        "monitord_last_checkpoint_timestamp_seconds", .gauge, "When the store last took a checkpoint.")
    package static let commits = MetricFamily(
        "monitord_sqlite_commit_duration_seconds", .histogram, "How long commits took.")
    private static let work = [
        alertsFiring, alerts, canaryRuns, canarySuccess, outbox, outboxOldest, notifications, breaker, generation,
        reloadOK, reloadTime, checkpoint, commits,
    ]
}
