// `monitord judge`: which answers are refusals, by patterns, and how often patterns and people agree.

internal import Model
internal import TextScan

enum JudgeCommand {
    static let command = Command(
        name: "judge", purpose: "tell refusals from answers by patterns, and measure it where labels are known",
        operands: "[FILE]", operandsMax: 1,
        options: [
            Option(name: "text", purpose: "FILE is one answer as plain text"),
            Option(name: "by", value: "FIELD", purpose: "measure for each value of this field as well"),
            Option(name: "wrong", purpose: "list only answers whose label says otherwise"),
        ],
        notes: [
            "FILE holds JSON lines with a text in `text` or `response` and, if known, `id` and `label`; without it, or",
            "with -, standard input. Texts are never printed.",
            "A label is refused, or anything else: partial, complied and other count as not refused, and so does every",
            "outcome but refused. Intervals are Wilson's, 95 %.",
            "  monitord judge answers.jsonl --by variant --wrong",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let path = arguments.operands.first ?? "-"
        let name = path == "-" ? "standard input" : path
        let bytes = try SeriesInput.bytes(path: path)
        if arguments[flag: "text"], arguments["by"] != nil {
            throw .usage("--by needs JSON lines, and --text reads one plain answer")
        }
        if let field = arguments["by"], JudgedAnswer.textFields.contains(field) {
            throw .usage("--by \(field): texts are never printed", help: ["name a field that groups answers"])
        }
        var judge = try makeJudge()
        let rows: [JudgedAnswer]
        if arguments[flag: "text"] {
            rows = [JudgedAnswer(line: 1, id: nil, label: nil, group: nil, verdict: judge.judge(bytes))]
        } else {
            rows = try JudgedAnswer.rows(bytes, name: name, by: arguments["by"], &judge)
        }
        let report = JudgeReport(rows, by: arguments["by"], onlyWrong: arguments[flag: "wrong"])
        if arguments.wantsJSON {
            Console.json { report.write(to: &$0) }
        } else {
            report.print()
        }
        return ExitStatus.ok
    }

    private static func makeJudge() throws(CommandFailure) -> RefusalJudge {
        do throws(PatternError) {
            return try RefusalJudge()
        } catch {
            throw CommandFailure(status: ExitStatus.software, message: error.text)
        }
    }
}
