// What a rule says, as a number that changes when it says something else.

extension Rule {
    /// 16 digits in hexadecimal: the first 64 bits of SHA-256 over everything that the rule says.
    package var revision: String {
        var writer = JSONWriter()
        writer.array { writer in
            writer.value("monitord.rule/1")
            writer.value(name)
            writeSeries(to: &writer)
            writer.value(confirm.rawValue)
            switch baseline {
            case .current: writer.value("current")
            case .rolling: writer.value("rolling")
            case .named(let name): writer.array { $0.value(name) }
            }
            for line in [warning, critical] { Rule.write(line, to: &writer) }
            writer.value(minimumEvents)
            writer.value(keepFiringFor.microseconds)
            writer.value(resolve)
            for text in [runbookURL, summary] { Rule.write(text, to: &writer) }
            writer.value(plane.rawValue)
            for list in [labels, annotations] {
                writer.object { writer in for label in list { writer.field(label.name, label.value) } }
            }
        }
        return digest(writer)
    }

    /// The same over what its series and their numbers are: not its name, yardstick, lines, times, words.
    package var seriesRevision: String {
        var writer = JSONWriter()
        writer.array { writer in
            writer.value("monitord.series/1")
            writeSeries(to: &writer)
        }
        return digest(writer)
    }

    private func writeSeries(to writer: inout JSONWriter) {
        writer.value(metric.name)
        writer.array { writer in for dimension in dimensions { writer.value(dimension.name) } }
        Rule.write(filter?.text, to: &writer)
        writer.value(window.microseconds)
        writer.value(detect.kind.rawValue)
        writer.value(detect.isPoints)
        writer.value(detect.isAbsolute)
        writer.value(detect.quantile)
        writer.value(detect.atLeast)
        writer.value(detect.chart.rawValue)
        writer.value(detect.runLength)
        writer.value(detect.hasHeadStart)
        switch detect.control {
        case .baseModel: writer.value("base_model")
        case .value(let dimension, let value):
            writer.array {
                $0.value(dimension.name); $0.value(value)
            }
        }
        writer.value(detect.isPaired)
        // Later than the others: rules without it keep their number.
        if detect.wantsFineTune { writer.value("fine_tune") }
    }

    private static func write(_ text: String?, to writer: inout JSONWriter) {
        if let text { writer.value(text) } else { writer.null() }
    }

    private static func write(_ line: Threshold?, to writer: inout JSONWriter) {
        guard let line else { return writer.null() }
        writer.array { writer in
            for number in [line.below, line.above] {
                if let number { writer.value(number) } else { writer.null() }
            }
            writer.value(line.hold.microseconds)
            write(line.severity?.name, to: &writer)
        }
    }
}

extension RuleSet {
    /// 16 digits in hexadecimal over everything that the files say together; the order of rules means nothing.
    package var hash: String {
        var writer = JSONWriter()
        writer.array { writer in
            writer.value("monitord.rules/1")
            let ordered = rules.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            writer.array { writer in for rule in ordered { writer.value(rule.revision) } }
            writer.value(falseAlarmsPerMonth)
            writer.array { writer in for silence in silences { writer.value(silence.id) } }
            for model in models { write(model, to: &writer) }
            for bad in knownBad {
                writer.array { writer in
                    for text in [bad.incident, bad.model, bad.cause] { writer.value(text) }
                    for time in [bad.from, bad.until] { writer.value(time.microseconds) }
                }
            }
        }
        return digest(writer)
    }

    private func write(_ model: DeployedModel, to writer: inout JSONWriter) {
        let words = [
            ("base_model", model.baseModel), ("alias", model.alias), ("id", model.id),
            ("base_revision", model.baseRevision), ("manifest_base_revision", model.manifestBaseRevision),
            ("dataset", model.dataset), ("dataset_version", model.datasetVersion),
            ("dataset_hash", model.datasetHash), ("eval_report", model.evaluationReport), ("flag", model.flag),
            ("job", model.job),
        ]
        let times = [
            ("evaluated_at", model.evaluatedAt), ("deployed_at", model.deployedAt), ("retired_at", model.retiredAt),
        ]
        writer.object { writer in
            writer.field("name", model.name)
            if model.role != .tuned { writer.field("role", model.role.rawValue) }
            for case (let name, let word?) in words { writer.field(name, word) }
            writer.field("trained_at", model.trainedAt.microseconds)
            for case (let name, let time?) in times { writer.field(name, time.microseconds) }
        }
    }
}

extension Detect {
    /// The dimensions in which a control differs from the series that is held against it.
    package var replaced: [Dimension] {
        guard kind == .compare else { return [] }
        switch control {
        case .baseModel: return [.model, .baseModel]
        case .value(let dimension, _): return [dimension]
        }
    }
}

private func digest(_ writer: JSONWriter) -> String { hexadecimal(sha256(writer.bytes).prefix(8)) }
