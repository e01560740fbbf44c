// A comparison for programs.

package import Model
internal import Statistics

extension Comparison {
    /// `verdict` is nil where no gate was asked.
    package func write(_ verdict: GateVerdict?, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("schema", "monitord.compare/1")
            writer.key("suite")
            writer.object { base.suite.write(to: &$0) }
            writeSides(to: &writer)
            if let verdict {
                writer.field("verdict", verdict.word.rawValue)
                writer.key("gates")
                writer.array { writer in for decision in verdict.decisions { decision.write(to: &writer) } }
            }
            writer.key("metrics")
            writer.array { writer in for row in metrics { row.write(to: &writer) } }
            writer.key("buckets")
            writer.array { writer in
                for slice in slices {
                    for metric in EvaluationMetric.allCases where metric.isShare {
                        row(metric, slice)?.write(to: &writer)
                    }
                }
            }
            writeCases(to: &writer)
        }
    }

    func writeSides(to writer: inout JSONWriter) {
        for (key, report) in [("base", base), ("tuned", tuned)] {
            writer.key(key)
            writer.object { writer in
                writer.field("target", report.target)
                writer.field("requested_model", report.requestedModel)
                writer.key("served_models")
                writer.array { writer in for model in report.servedModels { writer.value(model) } }
                writer.field("ended_at", report.endedAt.rfc3339)
            }
        }
    }

    func writeCases(to writer: inout JSONWriter) {
        let (lower, missing, both) = (regressions, unmeasured, failedByBoth)
        writer.field("cases", pairs.count)
        writer.field("lower", lower.count)
        writer.field("not_measured", missing.count)
        writer.field("failed_by_both", both.count)
        writer.key("regressions")
        writer.array { writer in
            for pair in lower.prefix(Self.regressionsShown) { pair.write(to: &writer) }
        }
        for (key, pairs) in [("not_measured_ids", missing), ("failed_by_both_ids", both)] {
            writer.key(key)
            writer.array { writer in for pair in pairs.prefix(Self.regressionsShown) { writer.value(pair.id) } }
        }
    }
}

extension CasePair {
    fileprivate func write(to writer: inout JSONWriter) {
        let row = base.worst
        writer.object { writer in
            writer.field("id", id)
            writer.field("category", row.category)
            writer.key("buckets")
            writer.object { writer in for bucket in row.buckets { writer.field(bucket.name, bucket.value) } }
            writer.field("expect", row.expectation)
            for (key, side) in [("base", base), ("tuned", tuned)] {
                writer.key(key)
                writer.object { writer in
                    writer.field("outcome", side.worst.outcome.name)
                    writer.field("verdict", side.worst.verdict.rawValue)
                    writer.field("score", side.score)
                    writer.field("reason", side.worst.reason)
                }
            }
        }
    }
}

extension MetricRow {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("metric", metric.rawValue)
            writer.field("of", slice.word)
            writer.field("n", count)
            writer.field("not_measured", unmeasured)
            writer.field("base", base)
            writer.field("tuned", tuned)
            writer.field("difference", difference)
            writer.key("ratio")
            writer.optional(ratio)
            writer.key("interval")
            if let interval {
                writer.array { writer in
                    writer.value(interval.lower)
                    writer.value(interval.upper)
                }
            } else {
                writer.null()
            }
            writer.key("p")
            writer.optional(p)
            writer.field("lower", regressed)
            writer.field("higher", improved)
            writer.field("winner", winner.rawValue)
        }
    }
}

extension GateDecision {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("gate", gate.name)
            writer.field("decision", outcome.rawValue)
            writer.field("reason", reason)
            writer.field("cases", cases)
            writer.field("not_measured", unmeasured)
            writer.key("conditions")
            writer.array { writer in
                for finding in findings { finding.write(gate, to: &writer) }
            }
        }
    }
}

extension GateFinding {
    fileprivate func write(_ gate: Gate, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("side", side.rawValue)
            writer.field("condition", question(gate))
            writer.key("holds")
            if let holds { writer.value(holds) } else { writer.null() }
            writer.field("shown", isShown)
            writer.key("figures")
            writer.array { writer in for row in rows { row.write(to: &writer) } }
        }
    }
}
