// One [[gate]] table, key by key.

internal import Evaluations
internal import Model

/// Bounds of shares; factors of latency go further.
private let factorMax = 100.0

/// The gate and where its name stands, or nil when the table has an error.
func parseGate(_ reader: TableReader, _ log: inout DiagnosticLog) -> (gate: Gate, place: Place)? {
    var table = reader
    let errorsBefore = errorCount(log)
    for key in ["name", "metric"] { table.require(key, &log) }
    let name = table.line("name", bytesMax: 64, &log)
    let metric = gateMetric("metric", &table, &log)
    var gate = Gate(name: name?.value ?? "", metric: metric ?? .passRate)
    gate.summary = table.line("summary", bytesMax: 500, &log)?.value ?? ""
    gate.kinds = suiteKinds(&table, &log)
    if let word = table.line("bucket", &log) { gate.slice = slice(word, &log) ?? .whole }
    if let share = bounded("unmeasured", in: 0...1, &table, &log) { gate.unmeasuredMax = share }
    gate.casesMin = table.integer("min_cases", in: 1...1_000_000, &log).map { Int($0) } ?? 1
    gate.includes = (table.lines("includes", &log) ?? []).compactMap { slice($0, &log) }
    gate.accept = table.tables("accept", topic: "gate.accept", &log).compactMap { condition($0, gate.metric, &log) }
    gate.block = table.tables("block", topic: "gate.accept", &log).compactMap { condition($0, gate.metric, &log) }
    table.reportUnknownKeys(&log)
    if table.table["accept"] == nil, table.table["block"] == nil {
        log.error(
            .gateWithoutCondition, "\(table.title) has neither `accept` nor `block`", at: table.place,
            help: ["write accept = { gain = 0.03 }, block = { loss_over = 0.05, bucket = \"*\" }, or both"])
    }
    guard errorCount(log) == errorsBefore, !log.isFull, let name, metric != nil else { return nil }
    return (gate, name.place)
}

private func gateMetric(
    _ key: String, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> EvaluationMetric? {
    table.word(key, among: EvaluationMetric.allCases.map(\.rawValue), &log)
        .flatMap { EvaluationMetric(rawValue: $0.value) }
}

private func suiteKinds(_ table: inout TableReader, _ log: inout DiagnosticLog) -> [CanaryKind] {
    (table.lines("kinds", &log) ?? []).compactMap { word in
        let words = CanaryKind.allCases.map(\.rawValue)
        if let kind = CanaryKind(rawValue: word.value) { return kind }
        log.error(
            .unknownWord, "unknown kind of suite `\(word.value)`", at: word.place,
            label: nearest(to: word.value, among: words).map { "did you mean `\($0)`?" },
            help: ["known: " + words.map { "`\($0)`" }.joined(separator: ", ")])
        return nil
    }
}

private func bounded(
    _ key: String, in range: ClosedRange<Double>, _ table: inout TableReader, _ log: inout DiagnosticLog
) -> Double? {
    guard let number = table.number(key, &log) else { return nil }
    guard range.contains(number.value) else {
        let bounds = "from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
        let isPercent = number.value > 1 && number.value <= 100 && range.upperBound == 1
        log.error(
            .outOfRange, "`\(key)` must be \(bounds)", at: number.place,
            help: [isPercent ? "there is no sign for percent: write \(key) = \(number.value / 100)" : "it is \(bounds)"]
        )
        return nil
    }
    return number.value
}

private func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int64(number))" : "\(number)"
}

/// One table of `accept` or `block`: all of its tests must hold.
private func condition(
    _ reader: TableReader, _ metric: EvaluationMetric, _ log: inout DiagnosticLog
) -> Gate.Condition? {
    var table = reader
    let errorsBefore = errorCount(log)
    let own = gateMetric("metric", &table, &log)
    let share = own ?? metric
    // A loss of tokens or of time has no bound, and no meaning that a share has.
    let points = share.isShare ? 0.0...1.0 : 0.0...1e9
    var tests: [Gate.Test] = []
    func take(_ key: String, _ range: ClosedRange<Double>, _ test: (Double) -> Gate.Test) {
        if let bound = bounded(key, in: range, &table, &log) { tests.append(test(bound)) }
    }
    take("gain", points) { .gain($0) }
    take("loss", points) { .loss($0) }
    take("loss_over", points) { .lossOver($0) }
    take("drop_over", 0...1) { .dropOver($0) }
    take("base_below", points) { .baseBelow($0) }
    take("tuned_below", points) { .tunedBelow($0) }
    take("tuned_at_least", points) { .tunedAtLeast($0) }
    take("ratio_at_most", 0...factorMax) { .ratioAtMost($0) }
    take("ratio_over", 0...factorMax) { .ratioOver($0) }
    take("regressed_below", 0...1) { .regressedBelow($0) }
    take("regressed_at_least", 0...1) { .regressedAtLeast($0) }
    if let count = table.integer("regressions_over", in: 0...1_000_000, &log) { tests.append(.regressionsOver(count)) }
    if let other = gateMetric("without_gain", &table, &log) { tests.append(.withoutGain(other)) }
    var place = Gate.Condition.Place.one(.whole)
    if let word = table.line("bucket", &log) {
        place = word.value.utf8.elementsEqual("*".utf8) ? .each : .one(slice(word, &log) ?? .whole)
    }
    table.reportUnknownKeys(&log)
    guard errorCount(log) == errorsBefore else { return nil }
    guard !tests.isEmpty else {
        log.error(
            .badGate, "\(table.title) asks for nothing", at: table.place,
            help: ["write a test in it, such as gain = 0.03 or loss_over = 0.05"])
        return nil
    }
    // `loss = 0` would hold of two models that are equal.
    if tests.contains(.loss(0)) {
        log.error(
            .badGate, "a loss of 0 or more is also no loss", at: table.place, help: ["write loss_over = 0"])
        return nil
    }
    if share == .latencyP95, tests.contains(where: \.needsCases) {
        log.error(
            .badGate, "`latency_p95` is of all cases together, and none of them regresses by itself", at: table.place,
            help: ["use ratio_at_most, ratio_over, gain or loss"])
        return nil
    }
    return Gate.Condition(tests: tests, place: place, metric: own)
}

extension Gate.Test {
    fileprivate var needsCases: Bool {
        switch self {
        case .regressedBelow, .regressedAtLeast, .regressionsOver: true
        case .gain, .loss, .lossOver, .dropOver, .baseBelow, .tunedBelow, .tunedAtLeast, .ratioAtMost, .ratioOver,
            .withoutGain:
            false
        }
    }
}
