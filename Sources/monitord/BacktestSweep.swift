// `--sweep`: one set of rules for each combination of values.

internal import Backtests
internal import Model
internal import Rules

struct BacktestSweep {
    private struct Candidate {
        let values: [String]
        /// Its place among `sets`; nil when the values make no rules.
        let set: Int?
        let refusal: String?
    }

    private let names: [String]
    /// The rules whose keys are swept; empty when the budget is, which is of all.
    private let rules: [String]
    private let candidates: [Candidate]
    let sets: [RuleSet]

    /// Nil without words.
    init?(
        _ words: [String], _ files: [SourceFile], _ arguments: Arguments, _ configuration: Configuration
    ) throws(CommandFailure) {
        guard !words.isEmpty else { return nil }
        // The rules as they are must be sound: what a combination breaks is then its own doing.
        let standing = try BacktestCommand.set(files, arguments, configuration)
        var sweeps: [Sweep] = []
        let combinations: [[String]]
        do throws(SweepError) {
            for word in words { sweeps.append(try Sweep(word)) }
            combinations = try Sweep.combinations(of: sweeps)
        } catch {
            throw .usage("--sweep: \(error.message)", help: [error.help])
        }
        names = sweeps.map(\.name)
        let tables = sweeps.map { $0.path[0] }
        rules = tables.contains("budget") ? [] : standing.rules.map(\.name).filter { tables.contains($0) }
        var files = files
        for sweep in sweeps { try Self.check(sweep, &files, standing) }
        var candidates: [Candidate] = []
        var sets: [RuleSet] = []
        for values in combinations {
            let edits = zip(sweeps, values).map { RuleEdit(path: $0.path, value: $1) }
            let (set, diagnostics) = parseRules(files, paneWidth: configuration.panes.width, edits: edits)
            let fault = diagnostics.first { $0.severity == .error }
            if let fault, fault.code == .unknownKey {
                throw .usage(
                    "--sweep: \(fault.message)", help: [fault.label].compactMap(\.self) + fault.help)
            }
            let refusal =
                fault.map { ([$0.message] + $0.help).joined(separator: "; ") }
                ?? Setup.budgetFault(set, configuration)?.message
            candidates.append(Candidate(values: values, set: refusal == nil ? sets.count : nil, refusal: refusal))
            if refusal == nil { sets.append(set) }
        }
        guard !sets.isEmpty else {
            throw .usage("--sweep: no combination of values makes rules", help: [candidates[0].refusal ?? ""])
        }
        self.candidates = candidates
        self.sets = sets
    }

    /// Names what is missing; a `[budget]` that stands nowhere gets a file of its own.
    private static func check(
        _ sweep: Sweep, _ files: inout [SourceFile], _ standing: RuleSet
    ) throws(CommandFailure) {
        if RuleEdit(path: sweep.path, value: "0").isApplicable(to: files) { return }
        let tables = standing.rules.map(\.name) + ["budget"]
        if sweep.path[0] == "budget" {
            let text = "[budget]\nfalse_alarms_per_month = \(standing.falseAlarmsPerMonth)\n"
            files.append(SourceFile(path: "--sweep", bytes: Array(text.utf8)))
        } else {
            let near = nearest(to: sweep.path[0], among: tables).map { "did you mean \($0)?" }
            throw .usage(
                tables.contains(sweep.path[0])
                    ? "--sweep: \(sweep.name) is no number or duration" : "--sweep: no rule '\(sweep.path[0])'",
                help: advice(near, "one of", tables))
        }
    }

    func table(_ result: BacktestResult, _ incidents: [LabelledIncident]?) -> SweepTable {
        SweepTable(
            names: names, rules: rules,
            rows: candidates.map { candidate in
                guard let set = candidate.set else {
                    return SweepTable.Row(
                        values: candidate.values, assessment: nil, refusal: candidate.refusal, alerts: 0)
                }
                let assessment = result.assessment(set: set, incidents: incidents, rules: rules)
                return SweepTable.Row(
                    values: candidate.values, assessment: assessment, refusal: nil,
                    alerts: assessment?.rules.reduce(0) { $0 + $1.alerts } ?? 0)
            })
    }
}
