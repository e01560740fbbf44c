// What goes into a test: made series, files, and the baseline.

internal import Model

/// Reads `series`, `input` and `baseline` tables.
enum RuleTestInput {
    /// The names of `series = { model = "…", category = "…" }`, on top of those that hold for the whole test.
    static func names(
        _ table: inout TableReader, over common: RuleTest.Names, _ log: inout DiagnosticLog
    ) -> RuleTest.Names {
        let title = "`series` of \(table.title)"
        guard var inner = table.table("series", title: title, topic: "test.series", &log) else { return common }
        var names = common
        for dimension in Dimension.ofEvents {
            if let name = inner.line(dimension.name, bytesMax: 256, &log) { names[dimension] = name.value }
        }
        inner.reportUnknownKeys(&log, whole: "test.series")
        return names
    }

    /// Nil when something is wrong with it.
    static func input(
        _ reader: TableReader, _ common: RuleTest.Names, file: String, _ log: inout DiagnosticLog
    ) -> Draft? {
        var table = reader
        let errorsBefore = errorCount(log)
        if table.table["file"] != nil {
            let path = table.line("file", bytesMax: 1024, &log)
            table.reportUnknownKeys(&log)
            return path.map { Draft.file(joined(splitPath(file).directory, $0.value)) }
        }
        let names = names(&table, over: common, &log)
        let events = series("events_per_minute", &table, 0...1_000_000, &log) ?? [60]
        let users = table.integer("users", in: 1...1_000_000, &log)
        let hasQuestions = table.flag("questions", &log) ?? false
        let levels = levels(&table, &log)
        table.reportUnknownKeys(&log)
        var made = RuleTest.Made(
            names: names, eventsPerMinute: events, levels: levels, users: Int(users ?? 0), hasQuestions: hasQuestions)
        guard errorCount(log) == errorsBefore else { return nil }
        let counts = Set(([events] + levels.map(\.values)).map(\.count).filter { $0 > 1 })
        guard counts.count <= 1 else {
            let list = counts.sorted().map(String.init).joined(separator: " and ")
            log.error(
                .testLengths, "the series of \(table.title) have \(list) values", at: table.place,
                help: ["give each the same number of steps; a single value holds for all of them"])
            return nil
        }
        if let count = counts.first { made.extend(to: count) }
        return .made(made)
    }

    /// An input whose single values wait for the length of the test.
    enum Draft {
        case made(RuleTest.Made)
        case file(String)

        func finished(_ count: Int) -> RuleTest.Input {
            switch self {
            case .file(let path): return .file(path)
            case .made(var made):
                if made.stepCount == 1 { made.extend(to: count) }
                return .made(made)
            }
        }
    }

    static func reference(
        _ reader: TableReader, _ common: RuleTest.Names, _ log: inout DiagnosticLog
    ) -> RuleTest.Reference? {
        var table = reader
        let errorsBefore = errorCount(log)
        let names = names(&table, over: common, &log)
        let events = table.integer("events", in: 1...1_000_000, &log) ?? 20_000
        let span = table.duration("over", in: .seconds(60)...TimeSpan.seconds(90 * 86_400), &log)
        let levels = levels(&table, &log)
        for level in levels where level.values.count != 1 || level.values[0] == nil {
            let name = level.subject.name
            let place = table.table[name]?.node.place ?? table.place
            log.error(
                .testSeries, "`\(name)` of a baseline is one number", at: place,
                help: ["a baseline is a whole period: it has no steps"])
        }
        table.reportUnknownKeys(&log)
        guard errorCount(log) == errorsBefore else { return nil }
        return RuleTest.Reference(
            names: names, events: events, span: span?.value ?? .seconds(86_400), levels: levels)
    }

    // MARK: Numbers

    private static func levels(_ table: inout TableReader, _ log: inout DiagnosticLog) -> [RuleTest.Level] {
        var levels: [RuleTest.Level] = []
        for subject in [RuleTest.Subject.refusals, .errors, .blocked] {
            guard let values = series(subject.name, &table, 0...1, &log) else { continue }
            levels.append(RuleTest.Level(subject: subject, shape: .flag, values: values))
        }
        for (name, source) in Measure.fixed where !name.contains(".") {
            if let level = level(name, Measure(source), &table, &log) { levels.append(level) }
        }
        for family in ["text", "signals"] {
            guard var inner = table.table(family, title: table.title, topic: "test.input", &log) else { continue }
            for entry in inner.table.entries {
                let name = family + "." + entry.key
                guard let measure = Measure(name: name) else {
                    let known = Measure.fixed.map(\.name).filter { $0.hasPrefix("text.") }.map { $0.dropFirst(5) }
                    let near = nearest(to: entry.key, among: known.map(String.init))
                    log.error(
                        .unknownWord, "`\(name)` is no measure", at: entry.keyPlace,
                        label: near.map { "did you mean `\($0)`?" }, help: ["docs/rules.md lists the metrics"])
                    continue
                }
                if let level = level(entry.key, measure, &inner, &log) { levels.append(level) }
            }
        }
        return levels
    }

    /// `"0.1x30 0.4x30"`, a number, or `{ mean = …, shape = "exponential" }`.
    private static func level(
        _ key: String, _ measure: Measure, _ table: inout TableReader, _ log: inout DiagnosticLog
    ) -> RuleTest.Level? {
        let range: ClosedRange<Double> = measure.isShare ? 0...1 : 0...1e9
        let isFlag = measure.isShare && measure.source != .vocabulary
        var shape = isFlag ? RuleTest.Shape.flag : measure.isShare ? .constant : .exponential
        var values: [Double?]?
        if case .table? = table.table[key]?.node.value {
            let title = "`\(measure.name)` of \(table.title)"
            guard var inner = table.table(key, title: title, topic: "test.input", &log) else { return nil }
            inner.require("mean", &log, help: ["`monitord help test.input.signals`"])
            let word = inner.word("shape", among: RuleTest.Shape.allCases.map(\.rawValue), &log)
            shape = word.flatMap { RuleTest.Shape(rawValue: $0.value) } ?? shape
            values = series("mean", &inner, range, &log)
            inner.reportUnknownKeys(&log, whole: "test.input.signals")
        } else {
            values = series(key, &table, range, &log)
        }
        return values.map { RuleTest.Level(subject: .measure(measure), shape: shape, values: $0) }
    }

    private static func series(
        _ key: String, _ table: inout TableReader, _ range: ClosedRange<Double>, _ log: inout DiagnosticLog
    ) -> [Double?]? {
        guard let node = table.node(key) else { return nil }
        let values: [Double?]
        switch node.value {
        case .integer(let number): values = [Double(number)]
        case .float(let number): values = [number]
        case .string(let text):
            do throws(RuleTestSeries.Fault) {
                values = try RuleTestSeries.parse(text)
            } catch {
                // Only in a plain string do code points of the value and of the text go together.
                var place = node.place
                if place.length == text.unicodeScalars.count + 2 {
                    place.column += 1 + error.offset
                    place.length = max(1, error.length)
                }
                log.error(
                    .testSeries, "`\(key)` in \(table.title) cannot be read: \(error.reason)", at: place,
                    help: [error.help])
                return nil
            }
        default:
            log.error(
                .wrongType, "`\(key)` must be a number or a series in quotes, not \(node.kindName)", at: node.place,
                help: ["write values such as \"0.92x30 0.60x30\""])
            return nil
        }
        guard values.allSatisfy({ $0.map(range.contains) ?? true }) else {
            let bounds = "from \(number(range.lowerBound)) to \(number(range.upperBound))"
            log.error(.outOfRange, "values of `\(key)` must be \(bounds)", at: node.place)
            return nil
        }
        return values
    }

    private static func number(_ value: Double) -> String { String(Int64(value)) }
}

extension RuleTest.Made {
    /// Makes single values as long as the others.
    fileprivate mutating func extend(to count: Int) {
        func extended(_ values: [Double?]) -> [Double?] {
            values.count == 1 ? Array(repeating: values[0], count: count) : values
        }
        eventsPerMinute = extended(eventsPerMinute)
        for index in levels.indices { levels[index].values = extended(levels[index].values) }
    }
}
