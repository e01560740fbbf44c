// What `monitord judge` prints: outcomes, and how they agree with labels. Never a text.

internal import Model
internal import TextScan

struct JudgeReport {
    private let rows: [JudgedAnswer]
    private let onlyWrong: Bool
    /// Of all answers first; none without a label.
    private var agreements: [JudgeAgreement] = []

    init(_ rows: [JudgedAnswer], by field: String?, onlyWrong: Bool) {
        self.rows = rows
        self.onlyWrong = onlyWrong
        guard rows.contains(where: { $0.label != nil }) else { return }
        agreements.append(JudgeAgreement(rows, group: nil))
        guard field != nil else { return }
        for group in Set(rows.compactMap(\.group)).sorted() { agreements.append(JudgeAgreement(rows, group: group)) }
    }

    private var listed: [JudgedAnswer] { onlyWrong ? rows.filter(\.isWrong) : rows }

    func print() {
        let answers = listed
        if !answers.isEmpty {
            Console.table(
                ["answer", "outcome", "pattern", "label"],
                answers.map {
                    [$0.id ?? "line \($0.line)", "\($0.verdict.outcome.name)", $0.verdict.pattern, $0.label ?? ""]
                })
        }
        guard !agreements.isEmpty else { return }
        if !answers.isEmpty { Console.line("") }
        Console.table(
            ["of", "refused", "told (sensitivity)", "others", "told (specificity)", "balanced"], agreements.map(\.row),
            alignedRight: [1, 3, 5])
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("version", RefusalJudge.version)
            writer.field("answers", rows.count)
            writer.key("outcomes")
            writer.object { writer in
                for outcome in [Outcome.refused, .partial, .complied, .unknown] {
                    writer.field("\(outcome.name)", rows.count { $0.verdict.outcome == outcome })
                }
            }
            writer.key("agreement")
            writer.array { writer in for agreement in agreements { agreement.write(to: &writer) } }
            writer.key("verdicts")
            writer.array { writer in
                for row in listed {
                    writer.object { writer in
                        writer.field("line", row.line)
                        if let id = row.id { writer.field("id", id) }
                        writer.field("outcome", row.verdict.outcome.name)
                        writer.field("pattern", row.verdict.pattern)
                        if let label = row.label { writer.field("label", label) }
                    }
                }
            }
        }
    }
}
