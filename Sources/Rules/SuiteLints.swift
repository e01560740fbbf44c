// Suites that are right by themselves and show less than they seem to.

import Canaries
import Model

/// More pairs of twins than that say the same.
private let twinsMax = 10

func lint(
    _ suite: Suite, _ found: SuiteTable, _ twins: [(line: Int, earlier: Int)], _ log: inout DiagnosticLog
) {
    if !found.isHarmless { lintSize(suite, found, &log) }
    if suite.period > suite.kind.period {
        log.warning(
            .rareSuite,
            "a \(suite.kind.rawValue) suite is for every \(suite.kind.period.durationText), and this one runs every "
                + suite.period.durationText,
            at: found.every ?? found.kindPlace, help: ["write every = \"\(suite.kind.period.durationText)\""])
    }
    for twin in twins.prefix(twinsMax) {
        log.warning(
            .sameQuestion, "lines \(twin.earlier) and \(twin.line) of the items ask the same",
            at: found.items?.place ?? found.place)
    }
    let asked = min(suite.sample ?? .max, suite.items.count)
    let needed = TimeSpan(microseconds: Int64(asked) * suite.pace.microseconds)
    if needed > suite.deadline {
        log.warning(
            .hurriedSuite,
            "\(asked) items, one every \(suite.pace.durationText), take \(needed.durationText): longer than the "
                + "deadline of \(suite.deadline.durationText)",
            at: found.deadline?.place ?? found.place,
            help: ["lengthen `deadline`, shorten `pace`, or write sample = \(fitting(suite))"])
    }
}

/// How many items are asked in half of the deadline.
private func fitting(_ suite: Suite) -> Int64 {
    max(1, suite.deadline.microseconds / max(1, 2 * suite.pace.microseconds))
}

private func lintSize(_ suite: Suite, _ found: SuiteTable, _ log: inout DiagnosticLog) {
    let wanted: Int
    switch suite.kind {
    case .direct, .borderline, .jailbreak, .domain, .capability: wanted = 1
    case .core: wanted = 100
    case .full: wanted = 500
    case .extended: wanted = 1000
    }
    let asked = min(suite.sample ?? .max, suite.items.count)
    if asked < wanted {
        log.warning(
            .smallSuite, "a \(suite.kind.rawValue) suite asks \(wanted) items at least, and this one asks \(asked)",
            at: found.sample ?? found.kindPlace,
            help: ["no failure among \(asked) shows only that fewer than about \(bound(asked)) % fail"])
    }
    if let sample = suite.sample, sample > suite.items.count {
        log.warning(
            .smallSuite, "`sample` is \(sample), and there are \(suite.items.count) items",
            at: found.sample, help: ["every run asks all of them: leave `sample` out"])
    }
}

/// The upper end of an interval of 95 % when none of `count` failed, by the rule of three.
private func bound(_ count: Int) -> Int { Int((300 / Double(max(1, count))).rounded(.up)) }
