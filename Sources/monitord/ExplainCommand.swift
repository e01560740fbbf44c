// `monitord explain`: all that is known of one alert, for whoever has to act on it.

internal import Alerts
internal import Detectors
internal import Model
internal import Panes
internal import Statistics
internal import Store

enum ExplainCommand {
    static let command = Command(
        name: "explain", purpose: "explain one alert: how sure, since when, in which steps, and who carries it",
        operands: "ID", operandsMax: 1,
        options: [
            Option(name: "before", value: "SPAN", purpose: "look this far back from the change; default 6 windows"),
            Command.config, Command.store,
        ],
        notes: [
            "The course is cut into levels by PELT over the stored panes, from well before the change until now.",
            "Of a rate: binomial cost. Of anything else: the logarithm of each pane's mean. docs/explain.md has more.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard let prefix = arguments.operands.first else {
            throw .usage("which alert? give an ID, or its first digits", help: ["see: monitord alerts --all"])
        }
        let before = try arguments.duration("before")
        let reader = try Setup.reader(arguments)
        let alert: Alert?
        var course: PaneCourse?
        do throws(StoreError) {
            alert = try reader.alert(idPrefix: prefix)?.alert
            if let alert, let metric = Metric(name: alert.evidence.metric) {
                let (from, until) = range(alert, try reader.closedThrough(), before)
                course = try PaneCourse(reader, metric, of: alert.scope, from: from, until: until)
            }
        } catch {
            guard case .ambiguous(_, let matches) = error else { throw Setup.failure(error) }
            throw CommandFailure(
                status: ExitStatus.notFound, message: "'\(prefix)' fits several alerts",
                help: ["one of: \(matches.joined(separator: ", "))"])
        }
        guard let alert else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no alert '\(prefix)'", help: ["see: monitord alerts --all"])
        }
        if arguments.wantsJSON {
            Console.json { writer in write(alert, course, to: &writer) }
        } else {
            print(alert, course)
        }
        return ExitStatus.ok
    }

    private static func range(
        _ alert: Alert, _ closed: EventTime?, _ before: TimeSpan?
    ) -> (from: EventTime, until: EventTime) {
        let finding = alert.evidence.finding
        let change = min(finding?.onsetEarliest ?? finding?.onset ?? alert.breachedAt, alert.breachedAt)
        let span = before ?? max(.seconds(3600), TimeSpan(microseconds: 6 * alert.evidence.window.microseconds))
        return (change - span, max(closed ?? alert.updatedAt, alert.updatedAt))
    }

    /// Where the window's rate lies: at this look, and at all looks together.
    private static func intervals(_ evidence: Evidence) -> (now: Interval, always: Interval)? {
        let isRate = Metric(name: evidence.metric)?.isOutcomeRate ?? false
        guard isRate || evidence.finding?.low != nil, let value = evidence.value,
            let proportion = Proportion(hits: value * evidence.effectiveEvents, of: evidence.effectiveEvents),
            let now = proportion.wilson(alpha: 0.05), let always = proportion.confidenceSequence(alpha: 0.05)
        else { return nil }
        return (now, always)
    }

    // MARK: Text

    private static func print(_ alert: Alert, _ course: PaneCourse?) {
        let evidence = alert.evidence
        Console.line(visible(alert.summary))
        Console.line("")
        var rows = [
            ("id", alert.id.text), ("rule", alert.rule), ("series", labels(alert.scope)),
            ("state", "\(alert.state.rawValue), \(alert.severity.name), fired at \(alert.firedAt.rfc3339)"),
            (
                "now",
                "\(text(evidence.value, evidence)) of \(grouped(evidence.events)) events in "
                    + evidence.window.durationText
            ),
            ("baseline", "\(text(evidence.baselineValue, evidence)), \(share(evidence.ratio)) of it left"),
        ]
        if let (now, always) = intervals(evidence) {
            rows.append(("95 %", "\(percent(now.lower)) to \(percent(now.upper)) at this look (Wilson)"))
            rows.append(("", "\(percent(always.lower)) to \(percent(always.upper)) however often one looks"))
        }
        rows += words(evidence.finding)
        for (name, value) in rows {
            Console.line("\(name)\(String(repeating: " ", count: max(0, 9 - name.count)))  \(visible(value))")
        }
        Console.line("")
        print(course, evidence)
        print(segments: evidence.finding?.segments ?? [])
    }

    private static func words(_ finding: Finding?) -> [(String, String)] {
        guard let finding else { return [] }
        var rows: [(String, String)] = []
        if let statistic = finding.statistic, let threshold = finding.threshold {
            rows.append(("evidence", "ln e = \(figure(statistic)), \(figure(threshold)) needed"))
        }
        if let onset = finding.onset {
            let ends = [finding.onsetEarliest, finding.onsetLatest].compactMap { $0?.rfc3339 }
            let between = ends.count == 2 ? ", between \(ends[0]) and \(ends[1])" : ""
            rows.append(("change", "about \(onset.rfc3339)\(between)"))
        }
        if let behaviour = finding.behaviourChange {
            let mix = finding.mixChange.map { "\(points($0)) from another mix of requests, " } ?? ""
            let known = finding.coverage.map { "; the baseline knows \(percent($0)) of them" } ?? ""
            rows.append(("made of", "\(mix)\(points(behaviour)) from another behaviour\(known)"))
        }
        if let users = finding.users { rows.append(("users", "\(users) or more in the window")) }
        return rows
    }

    private static func print(_ course: PaneCourse?, _ evidence: Evidence) {
        guard let course else { return Console.line("course: a \(evidence.metric) is not one number per pane") }
        guard let found = course.course else {
            return Console.line("course: too few panes of this series are stored (\(course.count))")
        }
        Console.line(
            "course, by panes of \(course.width.durationText): \(counted(found.segments.count, "level")), "
                + "penalty \(figure(found.penalty))")
        let top = course.kind == .rate ? 1 : found.segments.map(\.value).max() ?? 1
        Console.table(
            ["FROM (UTC)", "TO", "LEVEL", "N", ""],
            found.segments.map { segment in
                let cells = top > 0 ? Int((30 * segment.value / top).rounded()) : 0
                return [
                    clock(course.start(segment)), clock(course.end(segment)), level(segment, course),
                    grouped(Int64(segment.events)), String(repeating: "#", count: min(max(cells, 0), 30)),
                ]
            }, alignedRight: [2, 3])
    }

    private static func print(segments: [Finding.Segment]) {
        if segments.isEmpty { return }
        Console.line("")
        Console.line("who carries it")
        Console.table(
            ["SERIES", "NOW", "BASELINE", "N", "PART"],
            segments.map { segment in
                [
                    labels(segment.scope), percent(segment.rate), percent(segment.baselineRate),
                    grouped(segment.events), points(segment.change),
                ]
            }, alignedRight: [1, 2, 3, 4])
    }

    private static func text(_ value: Double?, _ evidence: Evidence) -> String {
        valueText(value, isShare: evidence.isShare)
    }

    private static func level(_ segment: Course.Segment, _ course: PaneCourse) -> String {
        course.kind == .rate ? percent(segment.value) : figure(segment.value)
    }

    private static func points(_ change: Double) -> String {
        "\(change > 0 ? "+" : "")\(figure((change * 1000).rounded() / 10)) points"
    }

    // MARK: JSON

    private static func write(_ alert: Alert, _ course: PaneCourse?, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("alert")
            alert.write(to: &writer)
            if let (now, always) = intervals(alert.evidence) {
                writer.key("intervals")
                writer.object { writer in
                    writer.field("alpha", 0.05)
                    write(now, "wilson", to: &writer)
                    write(always, "confidence_sequence", to: &writer)
                }
            }
            guard let course, let found = course.course else { return }
            writer.key("course")
            writer.object { writer in
                writer.field("pane_seconds", course.width.seconds)
                writer.field("panes", course.count)
                writer.field("cost", course.kind == .rate ? "binomial" : "normal")
                writer.field("penalty", found.penalty)
                writer.key("levels")
                writer.array { writer in
                    for segment in found.segments {
                        writer.object { writer in
                            writer.field("from", course.start(segment).rfc3339)
                            writer.field("to", course.end(segment).rfc3339)
                            writer.field("value", segment.value)
                            writer.field("events", segment.events)
                            guard course.kind == .rate else { return }
                            let proportion = Proportion(hits: segment.sum, of: segment.events)
                            if let interval = proportion?.wilson(alpha: 0.05) { write(interval, "wilson", to: &writer) }
                        }
                    }
                }
            }
        }
    }

    private static func write(_ interval: Interval, _ name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in
            writer.value(interval.lower)
            writer.value(interval.upper)
        }
    }
}
