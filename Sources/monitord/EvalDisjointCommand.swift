// `monitord eval disjoint`: whether training rows hold what a suite asks.

internal import Alerts
internal import Canaries
internal import Evaluations
internal import Glibc
internal import Model
internal import Platform
internal import Rules

enum EvalDisjointCommand {
    static let command = Command(
        name: "eval disjoint", purpose: "say whether rows of training data hold what a suite asks",
        operands: "SUITE TRAINING ...", operandsMax: 10_000, completes: .file,
        options: [
            Option(
                name: "field", value: "NAME",
                purpose: "a field of a row that is looked at; default prompt, messages, text, instruction and input",
                isRepeatable: true),
            Option(
                name: "threshold", value: "SHARE",
                purpose: "the share of an item's runs of 8 words that a row must hold; default 0.8"),
        ],
        notes: [
            "TRAINING are files of JSON lines, or - for standard input. Only counts, ids and line numbers are printed.",
            "The exit status is 0 when nothing overlaps, 1 when something does, 3 when a line could not be compared.",
            "  monitord eval disjoint suites/golden.toml training/*.jsonl",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        guard arguments.operands.count > 1 else {
            throw .usage("a suite and at least one file of rows are needed: monitord eval disjoint SUITE TRAINING ...")
        }
        let threshold = try arguments.decimal("threshold", above: 0) ?? TrainingOverlap.thresholdDefault
        guard threshold <= 1 else { throw .usage("--threshold is a share: at most 1") }
        let suite = try EvalCommand.suite(arguments.operands[0], arguments)
        var overlap = TrainingOverlap(threshold: threshold)
        for item in suite.items { overlap.add(id: item.id, texts: wordings(item)) }
        let fields = arguments[all: "field"].isEmpty ? TrainingRow.fieldsDefault : arguments[all: "field"]
        var reading = TrainingReading(fields: fields)
        for path in arguments.operands.dropFirst() { try reading.read(path, into: &overlap) }
        let findings = overlap.findings
        let isWhole = reading.unread == 0 && reading.fieldless == 0 && overlap.isComplete && reading.rows > 0
        if arguments.wantsJSON {
            Console.json { write(suite, findings, reading, isWhole, to: &$0) }
        } else {
            print(suite, findings, reading, overlap.isComplete)
        }
        return findings.isEmpty ? (isWhole ? ExitStatus.ok : ExitStatus.warned) : ExitStatus.negative
    }

    /// What is asked, in each wording: every message of somebody who asks, and all of them together.
    private static func wordings(_ item: CanaryItem) -> [Sealed] {
        let asked = item.messages.filter { $0.role == .user }.map(\.content)
        let whole = Sealed(Array(item.messages.map(\.content.bytes).joined(separator: [0x0A])))
        return asked + (item.messages.count > 1 ? [whole] : []) + item.paraphrases
    }

    private static func print(
        _ suite: Suite, _ findings: [OverlapFinding], _ reading: TrainingReading, _ isComplete: Bool
    ) {
        let items = counted(suite.items.count, "item")
        Console.line(visible("\(suite.name) (sha256 \(suite.hash)): \(items), \(counted(reading.rows, "row"))"))
        if !findings.isEmpty {
            Console.table(
                ["ITEM", "EXACT", "NEAR", "MOST", "ROWS"],
                findings.map { finding in
                    let count = finding.exact + finding.near
                    let rows = finding.rows.map { "\($0.file):\($0.line)" }.joined(separator: " ")
                    return [
                        finding.id, grouped(Int64(finding.exact)), grouped(Int64(finding.near)),
                        share(finding.containment), rows + (count > finding.rows.count ? " …" : ""),
                    ]
                }, alignedRight: [1, 2, 3])
        }
        let overlapping = counted(findings.count, "item")
        Console.line(findings.isEmpty ? "no overlap" : "\(overlapping) of \(suite.items.count) in training rows")
        if reading.unread > 0 {
            Console.insist("monitord: \(counted(reading.unread, "line")) not compared: no JSON object, or too long")
        }
        if reading.fieldless > 0 {
            let rows = counted(reading.fieldless, "row")
            Console.insist("monitord: \(rows) not compared: none of the fields; name them with --field")
        }
        if reading.rows == 0 { Console.insist("monitord: there are no rows") }
        if !isComplete {
            Console.insist("monitord: the suite is too large: some items were looked for as a whole only")
        }
    }

    private static func write(
        _ suite: Suite, _ findings: [OverlapFinding], _ reading: TrainingReading, _ isWhole: Bool,
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("suite", suite.name)
            writer.field("hash", suite.hash)
            writer.field("items", suite.items.count)
            writer.field("rows", reading.rows)
            writer.field("unread", reading.unread)
            writer.field("without_fields", reading.fieldless)
            writer.field("whole", isWhole)
            writer.key("overlaps")
            writer.array { writer in
                for finding in findings {
                    writer.object { writer in
                        writer.field("id", finding.id)
                        writer.field("exact", finding.exact)
                        writer.field("near", finding.near)
                        writer.field("containment", finding.containment)
                        writer.key("rows")
                        writer.array { writer in
                            for row in finding.rows { writer.value("\(row.file):\(row.line)") }
                        }
                    }
                }
            }
        }
    }
}
