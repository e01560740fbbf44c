// What the rules about canaries say, in words. Items are named; what they ask never is.

internal import Alerts
internal import Canaries
internal import Model

extension CanarySaying {
    /// So many names stand in one sentence.
    private static let namesMax = 3

    /// Of failures, after a report.
    init(_ evidence: SuiteEvidence, _ news: SuiteEvidence.News, _ pair: CanaryScopes.Pair) {
        let (asked, failures) = evidence.runCounts
        let (failed, flaky) = (evidence.current?.failed ?? 0, evidence.current?.flaky ?? 0)
        let borne = pair.suite.failuresBorne
        let ln = evidence.lnEvidence(borne: borne)
        let isShown = ln >= SuiteEvidence.lnThreshold
        let what = "\(pair.suite.name) at \(pair.target.name)"
        self.init()
        (value, usual, events) = (asked > 0 ? Double(failures) / Double(asked) : nil, borne, asked)
        (statistic, threshold) = (ln, SuiteEvidence.lnThreshold)
        guard failures > 0 else {
            isRecovered = news.completes && evidence.failing.isEmpty
            let bound = evidence.zeroFailureBound.map {
                ": fewer than \(percent($0)) fail (95 %), if the model does not know a test when it sees one"
            }
            summary = "\(what): 0 failures in \(evidence.dayCounts.asked) answers of a day\(bound ?? "")"
            return
        }
        severity = isShown || failed > 0 && pair.suite.isZeroTolerance ? .high : failed > 0 ? .medium : .low
        let items = failed > 0 ? Self.list(evidence.failing.map(\.item)) : ""
        let kept = failed > 0 ? "\(Self.count(failed, "item")) failed and failed again\(items)" : ""
        let once = flaky > 0 ? "\(Self.count(flaky, "item")) failed once and passed when asked again" : ""
        summary =
            "\(what): " + [kept, once].filter { !$0.isEmpty }.joined(separator: ", ")
            + "; \(failures) failures in \(asked) answers"
        var grounds: [String] = []
        if failed > 0 {
            grounds.append("a confirmed failure" + (pair.suite.isZeroTolerance ? " in a suite that bears none" : ""))
        } else {
            grounds.append("no failure was confirmed")
        }
        if isShown { grounds.append("more than \(percent(borne)) fail, by evidence of \(figure(ln)) (ln e)") }
        ground = grounds.joined(separator: ", and ")
    }

    /// Of items that passed in the first run and fail now. Nil before there are two runs.
    init?(regressionOf evidence: SuiteEvidence, _ pair: CanaryScopes.Pair) {
        guard let pairs = evidence.regression, let rates = evidence.passRates else { return nil }
        self.init()
        (value, usual, events) = (rates.last, rates.first, pairs.both)
        (statistic, threshold) = (pairs.lnEvidence, SuiteEvidence.lnThreshold)
        let isShown = pairs.lnEvidence >= SuiteEvidence.lnThreshold
        if pair.suite.kind == .capability {
            // R81: a drop by more than one twentieth.
            let isLower = rates.last < rates.first * 0.95
            severity = isLower && isShown ? .medium : nil
            isRecovered = !isLower
        } else {
            isRecovered = pairs.worse <= pairs.better
            severity = isShown && !isRecovered ? .high : nil
        }
        summary =
            "\(pair.suite.name) at \(pair.target.name): \(Self.count(pairs.worse, "item")) that passed in the first "
            + "run of this suite now fail, \(pairs.better) the other way round; "
            + "\(percent(rates.last)) pass against \(percent(rates.first))"
        ground = "worse than its own first run, by evidence of \(figure(pairs.lnEvidence)) (ln e)"
    }

    /// Of a tuned model beside its base.
    init(_ evidence: ComparisonEvidence, _ pair: CanaryScopes.Pair, base: String) {
        self.init()
        let ln = evidence.lnEvidence
        events = evidence.both
        if evidence.both > 0 {
            value = Double(evidence.worse) / Double(evidence.both)
            usual = Double(evidence.better) / Double(evidence.both)
        }
        (statistic, threshold) = (ln, SuiteEvidence.lnThreshold)
        isRecovered = evidence.worse <= evidence.better
        severity = ln >= SuiteEvidence.lnThreshold && !isRecovered ? .high : nil
        summary =
            "\(pair.suite.name): of \(Self.count(evidence.both, "item")) that both answered, \(pair.target.name) alone "
            + "failed \(evidence.worse) and its base \(base) alone \(evidence.better)"
        ground = "worse than its base model, by evidence of \(figure(ln)) (ln e)"
    }

    init(_ word: ScheduleCourse.Word, _ pair: CanaryScopes.Pair, reason: String) {
        self.init()
        let what = "\(pair.suite.name) at \(pair.target.name)"
        switch word {
        case .kept:
            isRecovered = true
            summary = "\(what): a run is complete again"
        case .lost(let since, let count):
            (severity, events) = (.medium, count)
            summary =
                "\(what): \(Self.count(count, "run")) not complete since \(since.rfc3339)"
                + (reason.isEmpty ? "" : "; the last one: \(reason)")
            ground = "canaries that are not asked say nothing"
        case .overdue(let since):
            severity = .medium
            summary = "\(what): nothing was reported since \(since.rfc3339), and a run is overdue"
            ground = "canaries that are not asked say nothing"
        }
    }

    init(_ news: IdentityCourse.News, _ pair: CanaryScopes.Pair) {
        self.init()
        isRecovered = news.isClean
        if let strange = news.strange {
            severity = .high
            summary =
                "\(pair.target.name) served \(Self.short(strange)) where \(pair.target.served ?? "?") has to be "
                + "served: were its weights swapped?"
            ground = "the endpoint names another model"
        } else if let changed = news.changed {
            severity = .medium
            summary =
                "\(pair.target.name) has the new fingerprint \(Self.short(changed)) under the same model id: "
                + "its baseline and its evaluation may be of other weights"
            ground = "the fingerprint changed under the same model id"
        } else {
            summary = "\(pair.target.name) served what it has to, over a whole run"
        }
    }

    init(_ word: LeakCourse.Word, _ pair: CanaryScopes.Pair) {
        self.init()
        events = word.total
        guard word.count > 0 else {
            isRecovered = true
            summary = "no canary of \(pair.suite.name) came without its id any more"
            return
        }
        severity = .medium
        summary =
            "\(Self.count(word.total, "event")) of \(pair.scope[.model] ?? "?") had a prompt of \(pair.suite.name) and "
            + "none of our request ids; they were left out of all rates"
        ground = "what cannot be told from users' traffic gets into its rates, its bills and its training data"
    }

    static func count(_ number: Int64, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// " (a, b, c and 4 more)"
    private static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        let shown = names.prefix(namesMax).map(short).joined(separator: ", ")
        let rest = names.count - namesMax
        return " (\(shown)\(rest > 0 ? " and \(rest) more" : ""))"
    }

    /// A text from outside, as far as it fits into a sentence.
    private static func short(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(80)
        var cut = ""
        cut.unicodeScalars.append(contentsOf: scalars)
        return visible(cut)
    }
}
