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
