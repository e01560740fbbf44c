// What `explain` and `chart` are asked about: an alert, or a rule with its series.

internal import Alerts
internal import Charts
internal import Model
internal import Panes
internal import Platform
internal import Rules
internal import Store

enum ChartTarget {
    case alert(StoredAlert)
    /// The rule's verdicts, the most urgent first.
    case rule(String, [VerdictRow])

    static let operands = "ALERT|RULE [DIMENSION=VALUE ...]"

    static func find(_ arguments: Arguments, _ reader: borrowing Reader) throws(CommandFailure) -> ChartTarget {
        guard let word = arguments.operands.first else {
            throw .usage(
                "which alert or rule? give an ID, its first digits, or the name of a rule",
                help: ["see: monitord alerts --all", "see: monitord rules"])
        }
        let verdicts: [VerdictRow]
        let alert: StoredAlert?
        do throws(StoreError) {
            verdicts = try reader.verdicts()
            let isRule = verdicts.contains { $0.rule.utf8.elementsEqual(word.utf8) }
            alert = isRule ? nil : try reader.alert(idPrefix: word)
        } catch {
            guard case .ambiguous(_, let matches) = error else { throw Setup.failure(error) }
            throw CommandFailure(
                status: ExitStatus.notFound, message: "'\(word)' fits several alerts",
                help: ["one of: \(matches.joined(separator: ", "))"])
        }
        if let alert { return .alert(alert) }
        let rows = verdicts.filter { $0.rule.utf8.elementsEqual(word.utf8) }
        if !rows.isEmpty { return .rule(word, try chosen(rows, arguments.operands.dropFirst())) }
        let near = nearest(to: word, among: verdicts.map(\.rule))
        throw CommandFailure(
            status: ExitStatus.notFound, message: "no alert and no rule '\(word)'",
            help: [near.map { "did you mean '\($0)'?" }, "see: monitord alerts --all"].compactMap(\.self))
    }

    private static func chosen(
        _ rows: [VerdictRow], _ words: ArraySlice<String>
    ) throws(CommandFailure) -> [VerdictRow] {
        var rows = rows
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let dimension = Dimension(name: parts[0]) else {
                throw .usage("'\(word)' is no matcher", help: ["write DIMENSION=VALUE, such as category=weapons"])
            }
            rows.removeAll { !($0.scope[dimension] ?? "").utf8.elementsEqual(parts[1].utf8) }
        }
        guard !rows.isEmpty else {
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no series of the rule has that", help: ["see: monitord status"])
        }
        return rows.sorted { urgency($0) > urgency($1) }
    }

    /// Breaches first, then by how near the evidence is to its threshold.
    private static func urgency(_ row: VerdictRow) -> Double {
        let near = (row.verdict.statistic ?? 0) / max(row.verdict.threshold ?? 1, 1e-9)
        switch row.verdict.state {
        case .critical: return 4e6 + near
        case .warning: return 3e6 + near
        case .ok, .insufficient: return 1e6 + near
        case .stale: return 2
        case .learning: return 1
        }
    }

    /// The rules of this call, where they can be read; the store alone does not know a rule's lines.
    static func rules(_ arguments: Arguments) -> RuleSet? {
        guard let configuration = try? Setup.configuration(arguments) else { return nil }
        let (set, diagnostics) = loadRules(paths: configuration.rules.files, paneWidth: configuration.panes.width)
        return diagnostics.hasErrors || set.rules.isEmpty ? nil : set
    }
}

extension ControlPicture {
    init?(_ alert: Alert, _ rule: Rule?) {
        guard let metric = Metric(name: alert.evidence.metric) else { return nil }
        let evidence = alert.evidence
        self.init(metric: metric, scope: alert.scope, title: "\(alert.rule)  \(labels(alert.scope))")
        filter = rule?.filter
        baseline = evidence.baselineValue
        isShare = evidence.isShare
        if let rule {
            lines = Self.lines(rule, baseline: baseline)
        } else if let line = evidence.line, let baseline, let ratio = evidence.ratio, ratio > 0, line > 0 {
            lines = [("line", baseline * line)]
        }
        if let onset = evidence.finding?.onset {
            var interval: ClosedRange<Int64>?
            var words = "change about \(onset.rfc3339)"
            if let first = evidence.finding?.onsetEarliest, let last = evidence.finding?.onsetLatest, first <= last {
                interval = first.microseconds...last.microseconds
                words += ", between \(first.rfc3339) and \(last.rfc3339)"
            }
            marks.append(Plot.Mark(time: onset, name: words, interval: interval))
        }
        marks.append(Plot.Mark(time: alert.firedAt, name: "fired \(alert.firedAt.rfc3339)"))
        if let end = alert.resolvedAt { marks.append(Plot.Mark(time: end, name: "resolved \(end.rfc3339)")) }
    }

    init?(_ row: VerdictRow, _ rule: Rule?, metric: Metric?) {
        guard let metric = rule?.metric ?? metric else { return nil }
        self.init(metric: metric, scope: row.scope, title: "\(row.rule)  \(labels(row.scope))")
        filter = rule?.filter
        baseline = row.verdict.baselineValue
        isShare = row.verdict.isShare
        if let rule { lines = Self.lines(rule, baseline: baseline) }
    }

    init(metric: Metric, scope: Scope, title: String) {
        self.metric = metric
        self.scope = scope
        self.title = title
    }
}
