// A promotion with what it would change, before it is written.

internal import Alerts
internal import Model
internal import Panes
internal import Pipeline
internal import Rules

/// The step from the current baseline of a model to another one.
struct BaselinePromotion {
    let new: Baseline
    /// Nil when the model has none, or its file cannot be read.
    let old: Baseline?
    let comparison: BaselineComparison?
    /// Nil without a store, or without an old baseline.
    let alerts: BaselineAlerts?

    /// Whether there was no store to look for alerts in.
    var isBlind: Bool { comparison != nil && alerts == nil }

    var hidden: [AlertReview] { alerts?.hidden ?? [] }

    init(
        to new: Baseline, _ directory: BaselineDirectory, _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) {
        self.new = new
        do throws(BaselineDirectoryError) {
            old = try directory.current(model: new.model)
        } catch {
            // A damaged baseline must not keep a sound one from taking its place.
            Console.say("the current baseline of \(visible(new.model)) cannot be read: nothing to compare with")
            old = nil
        }
        guard let old, old.id != new.id else {
            (comparison, alerts) = (nil, nil)
            return
        }
        comparison = BaselineComparison(from: old, to: new)
        alerts = try BaselineAlerts(old, new, directory, arguments, configuration, isCurrentOnly: true)
    }

    /// The short form of `diff`: the largest changes of rates that chance does not explain, and alerts.
    func say() {
        guard let old, let comparison else { return }
        let changes = comparison.rates.filter { row in
            guard let low = row.low, let high = row.high else { return false }
            return low > 0 || high < 0
        }.sorted { ($0.difference?.magnitude ?? 0) > ($1.difference?.magnitude ?? 0) }
        let words = changes.prefix(3).map { row in
            "\(visible(BaselineCommand.categoryText(row.category))) \(share(row.old.refusalRate))"
                + " → \(share(row.new.refusalRate))"
        }
        let rates = words.isEmpty ? "no refusal rate differs by more than chance" : words.joined(separator: ", ")
        Console.say("\(visible(BaselineCommand.title(old))) → \(visible(BaselineCommand.title(new))): \(rates)")
        if let alerts { Console.say(alerts.sentence) }
    }

    /// Refuses what would have hidden alerts, unless `--yes` accepts it.
    func refusal(_ arguments: Arguments) -> CommandFailure? {
        guard !hidden.isEmpty, !arguments[flag: "yes"] else { return nil }
        let rows = hidden.prefix(10).map { review in
            "\(review.alert.id.text.prefix(8)) \(clock(review.alert.firedAt)) \(review.alert.rule)"
                + " \(labels(review.alert.scope))"
        }
        let rest = hidden.count - rows.count
        return CommandFailure(
            status: ExitStatus.negative,
            message: "\(BaselineCommand.title(new)) \(alerts?.sentence ?? ""); it was not promoted",
            help: rows + (rest > 0 ? ["… \(rest) more"] : []) + [
                "all of it: monitord baseline diff \(old?.id.prefix(8) ?? "") \(new.id.prefix(8))",
                "accept it: monitord baseline promote \(new.id.prefix(8)) --yes",
            ])
    }
}
