// What `monitord help config.watch` says.

extension KeyHelp {
    static let watch: [KeyHelp] = [
        KeyHelp(
            topic: "config.watch.coverage", type: "number", standard: "`0.9`",
            meaning: "The share of a model's events that should say what the model did. Below it nothing of the "
                + "model is shown as ok. From 0, which turns the watch off, to below 1. See "
                + "[self-monitoring.md](self-monitoring.md)."),
        KeyHelp(
            topic: "config.watch.stalled", type: "duration", standard: "`\"5m\"`",
            meaning: "Nothing could be read for this long: high; for a minute: medium. Here and below, `\"0s\"` "
                + "turns the watch off; at most `\"1d\"`."),
        KeyHelp(
            topic: "config.watch.behind", type: "duration", standard: "`\"5m\"`",
            meaning: "Closed panes are this far behind the clock while records wait."),
        KeyHelp(
            topic: "config.watch.late", type: "number", standard: "`0.05`",
            meaning: "The share of records of ten minutes that may come too late to count. 0 turns the watch off."),
        KeyHelp(
            topic: "config.watch.decode_failures", type: "number", standard: "`0.01`",
            meaning: "The share of records of ten minutes that may be no events. 0 turns the watch off."),
        KeyHelp(
            topic: "config.watch.undelivered", type: "duration", standard: "`\"15m\"`",
            meaning: "A notification has waited for this long, or was given up."),
        KeyHelp(
            topic: "config.watch.clock_step", type: "duration", standard: "`\"5s\"`",
            meaning: "The clock of this machine jumped by more than this, or too many events are from the future."),
    ]
}
