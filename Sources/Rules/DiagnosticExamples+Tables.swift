// Examples of diagnostics that are about a whole table.

let tableExamples: [(code: DiagnosticCode, wrong: String, right: String)] = [
    (
        .missingKey,
        """
        [[suppress]]
        match = 'rule = "refusal-rate"'
        """,
        """
        [[suppress]]
        match = 'rule = "refusal-rate"'
        from = "2025-11-20T12:00:00Z"
        until = "2025-11-20T18:00:00Z"
        author = "ana"
        reason = "deploy"
        """
    ),
    (
        .noThreshold,
        """
        [[rule]]
        name = "r"
        metric = "refusal_rate"
        by = ["model"]
        window = "1h"
        detect = "ratio"
        """,
        """
        [[rule]]
        name = "r"
        metric = "refusal_rate"
        by = ["model"]
        window = "1h"
        detect = "ratio"
        warning = { below = 0.90 }
        """
    ),
    (
        .badBudget,
        """
        [budget]
        false_alarms_per_month = 0
        """,
        """
        [budget]
        false_alarms_per_month = 1.0
        """
    ),
    (
        .badPeriod,
        """
        [[known_bad]]
        incident = "7"
        model = "acme/x"
        cause = "a torn file"
        from = "2025-11-20T18:00:00Z"
        until = "2025-11-20T12:00:00Z"
        """,
        """
        [[known_bad]]
        incident = "7"
        model = "acme/x"
        cause = "a torn file"
        from = "2025-11-20T12:00:00Z"
        until = "2025-11-20T18:00:00Z"
        """
    ),
    (
        .duplicateModel,
        """
        [[model]]
        name = "acme/x"
        trained_at = "2025-11-20T12:00:00Z"

        [[model]]
        name = "acme/x"
        trained_at = "2025-11-21T12:00:00Z"
        """,
        """
        [[model]]
        name = "acme/x"
        trained_at = "2025-11-21T12:00:00Z"
        """
    ),
    (
        .badTime,
        """
        [[model]]
        name = "acme/x"
        trained_at = "2025-11-20"
        """,
        """
        [[model]]
        name = "acme/x"
        trained_at = "2025-11-20T12:00:00Z"
        """
    ),
    (
        .testSeries,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "92%x30" }
        expect = [{ until = "10m", none = true }]
        """,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x30" }
        expect = [{ until = "10m", none = true }]
        """
    ),
    (
        .unknownRule,
        """
        [[test]]
        name = "falls"
        rule = "refusals"
        input = { refusal_rate = "0.92x30" }
        expect = [{ until = "10m", none = true }]
        """,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x30" }
        expect = [{ until = "10m", none = true }]
        """
    ),
    (
        .testExpectsNothing,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x30" }
        """,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x30" }
        expect = [{ until = "10m", none = true }]
        """
    ),
    (
        .testTooShort,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x30" }
        expect = [{ until = "2h", none = true }]
        """,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x120" }
        expect = [{ until = "2h", none = true }]
        """
    ),
    (
        .testMismatch,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { error_rate = "0.01x30" }
        expect = [{ until = "10m", none = true }]
        """,
        """
        [[test]]
        name = "falls"
        rule = "refusal-rate"
        input = { refusal_rate = "0.92x30" }
        expect = [{ until = "10m", none = true }]
        """
    ),
]
