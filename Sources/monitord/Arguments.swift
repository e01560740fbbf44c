// The words of a command line, understood.

internal import Model

/// Options and operands of one call. Options may stand anywhere; `--` ends them.
struct Arguments {
    private var values: [String: [String]] = [:]
    private(set) var operands: [String] = []

    init(_ words: ArraySlice<String>, for command: Command) throws(CommandFailure) {
        let options = command.everyOption
        var rest = words
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            if let (option, attached) = Self.short(word, options) {
                try take(option, attached, &rest)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let option = try Self.find(parts[0], options, command)
            try take(option, parts.count > 1 ? parts[1] : nil, &rest)
        }
        guard operands.count <= command.operandsMax else {
            throw .usage(
                "unexpected word '\(operands[command.operandsMax])'", help: ["see: monitord help \(command.name)"])
        }
        _ = try ConsoleSettings(self)
    }

    private mutating func take(
        _ option: Option, _ attached: String?, _ rest: inout ArraySlice<String>
    ) throws(CommandFailure) {
        if option.value == nil {
            guard attached == nil else { throw .usage("--\(option.name) takes no value") }
            values[option.name, default: []].append("")
            return
        }
        guard let value = attached ?? (option.isValueOptional ? "" : rest.popFirst()) else {
            throw .usage("--\(option.name) needs a value: --\(option.name) \(option.value ?? "")")
        }
        if values[option.name] != nil, !option.isRepeatable { throw .usage("--\(option.name) is given twice") }
        values[option.name, default: []].append(value)
    }

    /// `-n`, and `-n5` where the option takes a value.
    private static func short(_ word: String, _ options: [Option]) -> (Option, String?)? {
        let letters = word.dropFirst()
        guard let first = letters.first, first != "-", let option = options.first(where: { $0.short == first }) else {
            return nil
        }
        if letters.count == 1 { return (option, nil) }
        return option.value == nil || option.isValueOptional ? nil : (option, String(letters.dropFirst()))
    }

    private static func find(
        _ word: String, _ options: [Option], _ command: Command
    ) throws(CommandFailure) -> Option {
        if let found = options.first(where: { word == "--\($0.name)" }) { return found }
        let near = nearest(to: word, among: options.map { "--\($0.name)" })
        throw .usage(
            "unknown option \(word) of '\(command.name)'",
            help: [near.map { "did you mean \($0)?" }, "see: monitord help \(command.name)"].compactMap(\.self))
    }

    subscript(flag name: String) -> Bool { values[name] != nil }
    subscript(name: String) -> String? { values[name]?.last }
    subscript(all name: String) -> [String] { values[name] ?? [] }

    var wantsJSON: Bool { self[flag: "json"] }

    func duration(_ name: String) throws(CommandFailure) -> TimeSpan? {
        guard let text = self[name] else { return nil }
        guard let span = TimeSpan(duration: text) else {
            throw .usage("--\(name): '\(text)' is no duration", help: ["write it as 250ms, 30s, 5m, 2h, 1d or 1h30m"])
        }
        return span
    }

    func instant(_ name: String, now: EventTime) throws(CommandFailure) -> EventTime? {
        guard let text = self[name] else { return nil }
        guard let time = EventTime(instant: text, now: now) else {
            throw .usage(
                "--\(name): '\(text)' is no point in time",
                help: ["write it as -2h, today, 'yesterday 14:00', 2026-11-20T12:00Z or @1763640000"])
        }
        return time
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage("--\(name): '\(text)' is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func decimal(_ name: String, above minimum: Double) throws(CommandFailure) -> Double? {
        guard let text = self[name] else { return nil }
        guard let number = Double(text), number.isFinite, number > minimum else {
            throw .usage("--\(name): '\(text)' is no number above \(minimum)")
        }
        return number
    }
}
