// Past alerts that another baseline would have hidden, as `diff`, `promote` and `learn` tell them.

internal import Alerts
internal import Glibc
internal import Model
internal import Panes
internal import Pipeline
internal import Platform
internal import Rules
internal import Store

/// Alerts of a store, reviewed.
struct BaselineAlerts {
    static let countMax = 10_000

    static let notes = [
        "Past alerts are those of the state directory. What is held against the new baseline is the number of the",
        "alert's window when it fired, against the line that it was past; evidence is not computed again. `hidden`:",
        "the number would not be past the line, or the new baseline does not know the series. `unclear`: the line is",
        "looser, but evidence had raised the alert before its window was past the line; or the rule is gone, or its",
        "line is no share of a baseline's number (js, kl, psi, cusum, spc, absence).",
    ]

    /// Newest first.
    let reviews: [AlertReview]

    var hidden: [AlertReview] { reviews.filter { $0.fate == .hidden } }

    /// What to say once when there was no store to look into.
    static func missing(_ arguments: Arguments, _ configuration: Configuration) -> String {
        let path = arguments["db"] ?? configuration.store.path
        return "no store in \(visible(path)): past alerts were not looked at (name it with --db DIR)"
    }

    /// Nil when there is no store to look into, and an error when one was named.
    init?(
        _ old: Baseline, _ new: Baseline, _ directory: BaselineDirectory, _ arguments: Arguments,
        _ configuration: Configuration, isCurrentOnly: Bool
    ) throws(CommandFailure) {
        let path = arguments["db"] ?? configuration.store.path
        let alerts: [Alert]
        do throws(StoreError) {
            alerts = try Reader(directory: path).firings(model: new.model, limit: Self.countMax)
        } catch {
            guard case .missing = error, arguments["db"] == nil else { throw Setup.failure(error) }
            return nil
        }
        if alerts.count == Self.countMax { Console.say("only the newest \(Self.countMax) alerts were looked at") }
        guard !alerts.isEmpty else {
            reviews = []
            return
        }
        let known: [Baseline]
        do throws(BaselineDirectoryError) {
            known = try directory.list().baselines
        } catch {
            throw Setup.failure(error, arguments)
        }
        reviews = reviewAlerts(
            alerts, rules: try Setup.rules(arguments, configuration),
            grid: PaneGrid(width: configuration.panes.width), from: old, to: new, known: known,
            isCurrentOnly: isCurrentOnly)
    }

    /// `would have hidden 2 of 7 past alerts, 1 unclear`.
    var sentence: String {
        let unclear = reviews.count { $0.fate == .unclear }
        let more = unclear == 0 ? "" : ", \(unclear) unclear"
        return "would have hidden \(hidden.count) of \(counted(reviews.count, "past alert"))\(more)"
    }

    /// What is not kept, as a table.
    func print() {
        Console.line("")
        Console.line(sentence)
        let rows = reviews.filter { $0.fate != .kept }
        guard !rows.isEmpty else { return }
        Console.table(
            ["ALERT", "FIRED (UTC)", "RULE", "SERIES", "WINDOW", "LINE", "OLD USUAL", "NEW USUAL", "FATE"],
            rows.map { review in
                let (alert, evidence) = (review.alert, review.alert.evidence)
                return [
                    String(alert.id.text.prefix(8)), clock(alert.firedAt), alert.rule, labels(alert.scope),
                    valueText(evidence.value, isShare: evidence.isShare), evidence.line.map { figure($0) } ?? "-",
                    valueText(review.oldExpected, isShare: evidence.isShare),
                    valueText(review.newExpected, isShare: evidence.isShare),
                    review.fate.rawValue,
                ]
            }, alignedRight: [4, 5, 6, 7])
    }

    /// The field `alerts` of an object that the caller has open.
    func write(to writer: inout JSONWriter) {
        writer.field("alerts_hidden", hidden.count)
        writer.key("alerts")
        writer.array { writer in
            for review in reviews {
                writer.object { writer in
                    writer.field("id", review.alert.id.text)
                    writer.field("rule", review.alert.rule)
                    writer.key("series")
                    writer.raw(review.alert.scope.key)
                    writer.field("fired_at", review.alert.firedAt.rfc3339)
                    if let value = review.alert.evidence.value { writer.field("value", value) }
                    if let line = review.alert.evidence.line { writer.field("line", line) }
                    if let expected = review.oldExpected { writer.field("old_expected", expected) }
                    if let expected = review.newExpected { writer.field("new_expected", expected) }
                    writer.field("fate", review.fate.rawValue)
                }
            }
        }
    }
}
