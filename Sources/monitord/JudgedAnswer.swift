// One answer of `monitord judge`: what is known of it, without its text.

internal import Model
internal import TextScan

struct JudgedAnswer {
    /// Where an answer may stand.
    static let textFields = ["text", "response"]

    var line: Int
    var id: String?
    var label: String?
    /// The value of the field that `--by` names.
    var group: String?
    var verdict: TextVerdict

    var isRefused: Bool { verdict.outcome == .refused }
    /// Nil without a label.
    var isLabelledRefused: Bool? { label.map { $0 == "refused" } }
    var isWrong: Bool { isLabelledRefused.map { $0 != isRefused } ?? false }

    /// Judges each line of JSON.
    static func rows(
        _ bytes: [UInt8], name: String, by field: String?, _ judge: inout RefusalJudge
    ) throws(CommandFailure) -> [JudgedAnswer] {
        var rows: [JudgedAnswer] = []
        var line = 0
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            line += 1
            defer { start = end + 1 }
            let text = Array(bytes[start..<end])
            if text.allSatisfy({ $0 <= 0x20 }) { continue }
            rows.append(try row(text, "\(name), line \(line)", line, field, &judge))
        }
        return rows
    }

    private static func row(
        _ text: [UInt8], _ place: String, _ line: Int, _ field: String?, _ judge: inout RefusalJudge
    ) throws(CommandFailure) -> JudgedAnswer {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: text)
        } catch {
            throw .usage(
                "\(place), byte \(error.position): \(error.reason)",
                help: ["each line is a JSON object; one plain answer is read with --text"])
        }
        guard let answer = textFields.lazy.compactMap({ value[$0] }).first?.string else {
            throw .usage(
                "\(place): neither `text` nor `response` is a text",
                help: ["write each line as {\"id\": \"a\", \"text\": \"...\"}"])
        }
        return JudgedAnswer(
            line: line, id: value["id"]?.string, label: value["label"]?.string,
            group: field.map { word(value[$0]) }, verdict: judge.judge(Array(answer.utf8)))
    }

    /// A value as a heading.
    private static func word(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): String(flag)
        case .number(let number): String(number)
        case .null, .array, .object, nil: "-"
        }
    }
}
