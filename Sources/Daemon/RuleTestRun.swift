// Runs a rule test: its events once as they are, and drawn anew as often as its simulations ask.

package import Model
internal import Panes
package import Pipeline
internal import Platform

/// What came of a test.
package struct RuleTestResult: Sendable {
    package var test: RuleTest
    package var checks: [RuleTestCheck] = []
    /// Why it could not be run, if it could not.
    package var failure: String?
    package var course: RuleTestCourse
    /// Of the wall clock.
    package var elapsed = TimeSpan.zero

    package var isPassed: Bool { failure == nil && !checks.isEmpty && checks.allSatisfy(\.isMet) }
}

/// Runs one test against the rules of `set`. Never touches a store or a broker.
package func run(_ test: RuleTest, of set: RuleSet, settings: PipelineSettings) -> RuleTestResult {
    let began = Clocks.monotonic()
    let bench = RuleTestBench(
        test: test, set: test.set(of: set), settings: settings,
        book: RuleTestBook(test, paneWidth: settings.grid.width))
    var result = RuleTestResult(test: test, course: RuleTestCourse(start: test.start))
    do throws(RuleTestFailure) {
        if !test.expectations.isEmpty {
            result.course = try bench.course()
            result.checks = bench.checks(result.course)
        }
        if let delay = test.delay { result.checks.append(try bench.check(delay)) }
        if let bound = test.falseAlarms { result.checks.append(try bench.check(bound)) }
    } catch {
        result.failure = error.message
    }
    result.elapsed = Clocks.monotonic() - began
    return result
}

extension RuleTest {
    /// The rules that run, with the thresholds that they have among all the others.
    fileprivate func set(of set: RuleSet) -> RuleSet {
        var own = set
        if !models.isEmpty { own.models = models }
        guard !rules.isEmpty else { return own }
        own.rules = set.rules.filter { rule in rules.contains { $0.utf8.elementsEqual(rule.name.utf8) } }
        own.resting = set.rules.filter { rule in !rules.contains { $0.utf8.elementsEqual(rule.name.utf8) } }
        return own
    }
}

struct RuleTestBench {
    let test: RuleTest
    let set: RuleSet
    let settings: PipelineSettings
    let book: RuleTestBook

    /// The events of the test as they are.
    func course() throws(RuleTestFailure) -> RuleTestCourse {
        var stage = try RuleTestStage(test, set: set, settings: settings, book: book)
        var course = RuleTestCourse(start: stage.start)
        while !stage.isAtEnd {
            stage.step()
            take(&stage, &course)
        }
        course.length = stage.elapsed
        return course
    }

    private func take(_ stage: inout RuleTestStage, _ course: inout RuleTestCourse) {
        guard let checkpoint = stage.takeCheckpoint() else { return }
        course.transitions += checkpoint.transitions
        for row in checkpoint.verdicts { course.note(row.rule, row.scope, row.verdict, at: stage.elapsed) }
    }

    func checks(_ course: RuleTestCourse) -> [RuleTestCheck] {
        let judge = RuleTestJudge(course: course, rules: test.rules)
        return test.expectations.map { expectation in
            var check = judge.check(expectation)
            if expectation.lastTime > course.length {
                check.isMet = false
                check.got = "the files end after \(course.length.durationText)"
            }
            return check
        }
    }

    // MARK: Simulations

    /// The delays of many drawn runs.
    func check(_ bound: RuleTest.DelayBound) throws(RuleTestFailure) -> RuleTestCheck {
        var delays: [TimeSpan] = []
        var early = 0
        for run in 1...bound.runs {
            var stage = try RuleTestStage(test, set: set, settings: settings, book: book, run: run)
            switch firstAlert(&stage, bound.severity) {
            case .some(let time) where time <= bound.change: early += 1
            case .some(let time): delays.append(time - bound.change)
            case .none: delays.append(TimeSpan(microseconds: .max))
            }
        }
        delays.sort()
        let wanted =
            "found within \(bound.medianMax.durationText) of \(bound.change.durationText)"
            + (bound.severity.map { " as \($0.name)" } ?? "") + " in half of \(bound.runs) runs"
        let isMet = delays.count * 2 >= bound.runs && median(delays) <= bound.medianMax
        return RuleTestCheck(line: bound.line, wanted: wanted, got: told(delays, early: early), isMet: isMet)
    }

    private func median(_ delays: [TimeSpan]) -> TimeSpan {
        delays.isEmpty ? TimeSpan(microseconds: .max) : delays[delays.count / 2]
    }

    private func told(_ delays: [TimeSpan], early: Int) -> String {
        let never = delays.count { $0.microseconds == .max }
        let middle = median(delays)
        var words = middle.microseconds == .max ? "no median" : "median \(middle.durationText)"
        words += ", \(never) never"
        if early > 0 { words += ", \(early) before the change" }
        return words
    }

    /// When the first alert fires. Stops there.
    private func firstAlert(
        _ stage: inout RuleTestStage, _ severity: Severity?
    ) -> TimeSpan? {
        while !stage.isAtEnd {
            stage.step()
            for transition in stage.takeTransitions() where transition.alert.state == .firing {
                if transition.alert.severity >= severity ?? .low { return transition.alert.updatedAt - stage.start }
            }
        }
        return nil
    }

    /// The alerts of many drawn runs in which nothing changes.
    func check(_ bound: RuleTest.FalseAlarmBound) throws(RuleTestFailure) -> RuleTestCheck {
        var alarms = 0
        var silent: String?
        for run in 1...bound.runs {
            var stage = try RuleTestStage(
                test, set: set, settings: settings, book: book, run: run, heldFor: bound.duration)
            var course = RuleTestCourse(start: stage.start)
            while !stage.isAtEnd {
                stage.step()
                // Verdicts are asked for once, at the end: what matters is whether anybody judges at all.
                alarms += (stage.isAtEnd ? transitions(&stage, &course) : stage.takeTransitions()).count {
                    $0.kind == .firing || $0.kind == .reopened
                }
            }
            let unjudged = course.unjudged(test.rules, matching: [:])
            if alarms == 0 { silent = unjudged.first ?? (course.judged.isEmpty ? "no rule judged anything" : nil) }
        }
        let wanted =
            "at most \(bound.max) alarm\(bound.max == 1 ? "" : "s") in \(bound.runs) runs of "
            + bound.duration.durationText
        if alarms == 0, let silent {
            return RuleTestCheck(line: bound.line, wanted: wanted, got: "no alarm, but " + silent, isMet: false)
        }
        return RuleTestCheck(line: bound.line, wanted: wanted, got: "\(alarms)", isMet: alarms <= bound.max)
    }

    private func transitions(_ stage: inout RuleTestStage, _ course: inout RuleTestCourse) -> [AlertTransition] {
        take(&stage, &course)
        return course.transitions
    }
}

extension RuleTest.Expectation {
    var lastTime: TimeSpan {
        switch claim {
        case .none(_, let until, _), .pages(_, _, let until): until
        case .by(let time, _, _), .at(let time, _), .verdict(_, let time): time
        }
    }
}
