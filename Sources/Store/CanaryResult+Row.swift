// What came of one request to a canary's target, as one row.

internal import Model

extension CanaryResult {
    /// The first that was written stays: a request that a crash repeated counts once.
    static let insert = """
        INSERT INTO canary_result (\(columns))
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        ON CONFLICT (run, item, attempt) DO NOTHING
        """

    static let columns = """
        run, item, attempt, request_id, outcome, verdict, reason, judge, at, latency_microseconds, input_tokens, \
        output_tokens, answer_bytes, answer_hash, served_model, fingerprint
        """

    func bind(to row: borrowing Statement) throws(StoreError) {
        try row.bind(1, run)
        try row.bind(2, item)
        try row.bind(3, attempt)
        try row.bind(4, requestID)
        try row.bind(5, "\(outcome.name)")
        try row.bind(6, verdict.rawValue)
        try row.bind(7, reason)
        try row.bind(8, judge)
        try row.bind(9, at)
        try row.bind(10, latency.microseconds)
        try row.bind(11, inputTokens)
        try row.bind(12, outputTokens)
        try row.bind(13, answerBytes)
        try row.bind(14, answerHash)
        try row.bind(15, servedModel)
        try row.bind(16, fingerprint)
    }

    /// From a row of `columns`.
    fileprivate init(_ row: borrowing Statement) throws(StoreError) {
        let (run, item, outcomeName) = (row.text(0), row.text(1), row.text(4))
        let outcome = Outcome.allCases.first { "\($0.name)".utf8.elementsEqual(outcomeName.utf8) }
        guard let outcome else { throw .malformed(table: "canary_result", detail: "outcome of \(item) in \(run)") }
        guard let verdict = CanaryVerdict(rawValue: row.text(5)) else {
            throw .malformed(table: "canary_result", detail: "verdict of \(item) in \(run)")
        }
        self.init(
            run: run, item: item, attempt: row.integer(2), requestID: row.text(3), outcome: outcome,
            verdict: verdict, at: row.time(8), latency: TimeSpan(microseconds: row.integer(9)))
        (reason, judge, inputTokens, outputTokens) = (
            row.text(6), row.text(7), row.integerOrNil(10), row.integerOrNil(11)
        )
        (answerBytes, answerHash, servedModel, fingerprint) = (
            row.integer(12), row.text(13), row.text(14), row.text(15)
        )
    }
}

extension Connection {
    /// Those that `row` finds.
    func canaryResults(_ row: borrowing Statement) throws(StoreError) -> [CanaryResult] {
        var results: [CanaryResult] = []
        while try row.step() { results.append(try CanaryResult(row)) }
        return results
    }
}
