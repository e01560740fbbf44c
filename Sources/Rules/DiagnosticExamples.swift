// What `monitord help MD0107` shows: each common mistake, and how it is written right.

extension DiagnosticCode {
    /// Lines of a rule file that earn the code, and the same lines without fault. Nil where two lines show nothing.
    package var example: (wrong: String, right: String)? {
        (keyExamples + tableExamples).first { $0.code == self }.map { ($0.wrong, $0.right) }
    }
}

/// Keys of a rule.
private let keyExamples: [(code: DiagnosticCode, wrong: String, right: String)] = [
    (
        .syntax,
        """
        window = 5m
        """,
        """
        window = "5m"
        """
    ),
    (
        .duplicateKey,
        """
        window = "1h"
        window = "5m"
        """,
        """
        window = "1h"
        """
    ),
    (
        .wrongType,
        """
        by = "model"
        """,
        """
        by = ["model"]
        """
    ),
    (
        .badDuration,
        """
        window = "5 minutes"
        """,
        """
        window = "5m"
        """
    ),
    (
        .outOfRange,
        """
        min_events = 0
        """,
        """
        min_events = 30
        """
    ),
    (
        .unknownWord,
        """
        metric = "refusals"
        """,
        """
        metric = "refusal_rate"
        """
    ),
    (
        .badText,
        """
        summary = ""
        """,
        """
        summary = "Refusals fell: look at the last deployment"
        """
    ),
    (
        .unknownKey,
        """
        windw = "1h"
        """,
        """
        window = "1h"
        """
    ),
    (
        .ruleName,
        """
        name = "Refusal Rate"
        """,
        """
        name = "refusal-rate"
        """
    ),
    (
        .badRatio,
        """
        warning = { below = 90 }
        """,
        """
        warning = { below = 0.90 }
        """
    ),
    (
        .criticalNotBelowWarning,
        """
        warning = { below = 0.75 }
        critical = { below = 0.90 }
        """,
        """
        warning = { below = 0.90 }
        critical = { below = 0.75 }
        """
    ),
    (
        .windowNotPanes,
        """
        window = "45s"
        """,
        """
        window = "50s"
        """
    ),
    (
        .windowRange,
        """
        window = "30d"
        """,
        """
        window = "7d"
        """
    ),
    (
        .resolveRange,
        """
        confirm = "none"
        warning = { below = 0.90 }
        resolve = 0.80
        """,
        """
        confirm = "none"
        warning = { below = 0.90 }
        resolve = 0.95
        """
    ),
    (
        .unknownDimension,
        """
        by = ["model", "env"]
        """,
        """
        by = ["model", "environment"]
        """
    ),
    (
        .noModel,
        """
        by = ["category"]
        """,
        """
        by = ["model", "category"]
        """
    ),
    (
        .duplicateDimension,
        """
        by = ["model", "model"]
        """,
        """
        by = ["model"]
        """
    ),
    (
        .badURL,
        """
        runbook_url = "wiki/refusals"
        """,
        """
        runbook_url = "https://wiki.example.org/refusals"
        """
    ),
    (
        .metricMismatch,
        """
        metric = "refusal_rate"
        detect = "quantile"
        warning = { above = 1.5 }
        """,
        """
        metric = "latency_ms"
        detect = "quantile"
        warning = { above = 1.5 }
        """
    ),
    (
        .keyMismatch,
        """
        detect = "ratio"
        run_length = 1000000
        """,
        """
        detect = "cusum"
        run_length = 1000000
        """
    ),
    (
        .badControl,
        """
        by = ["model"]
        detect = "compare"
        """,
        """
        by = ["model", "base_model"]
        detect = "compare"
        """
    ),
    (
        .badFilter,
        """
        where = 'category == "weapons"'
        """,
        """
        where = 'category = "weapons"'
        """
    ),
    (
        .unknownField,
        """
        where = 'env = "prod"'
        """,
        """
        where = 'environment = "prod"'
        """
    ),
    (
        .badLabel,
        """
        labels = { model = "x" }
        """,
        """
        labels = { team = "safety" }
        """
    ),
    (
        .badSeverity,
        """
        warning = { below = 0.90, severity = "critical" }
        """,
        """
        warning = { below = 0.90, severity = "high" }
        """
    ),
    (
        .longHold,
        """
        window = "10m"
        for = "2h"
        """,
        """
        window = "1h"
        for = "5m"
        """
    ),
    (
        .hugeLine,
        """
        warning = { above = 90 }
        """,
        """
        warning = { above = 1.9 }
        """
    ),
]
