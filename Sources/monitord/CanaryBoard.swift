// What the command line knows of canaries: the configuration as far as it can be read, and the store.

internal import Alerts
internal import Canaries
internal import Glibc
internal import Model
internal import Platform
internal import Rules
internal import Site
internal import Store

/// Suites and targets without secrets, their runs, and whether they are paused.
struct CanaryBoard {
    /// Nil when suites or configuration cannot be read.
    private(set) var plan: CanaryPlan?
    /// Why something is not known; each a sentence for a person.
    private(set) var gaps: [String] = []
    let standings: [CanaryStanding]
    /// The newest of each suite and target that a schedule asked for.
    let scheduled: [CanaryRun]
    /// Of the last 30 days.
    let counts: [CanaryCount]
    let pause: CanaryPause?
    let now: EventTime

    /// How far back failures are counted.
    static let memory = TimeSpan.seconds(30 * 86_400)

    init(_ reader: borrowing Reader, _ arguments: Arguments) throws(CommandFailure) {
        now = Clocks.wall()
        let outline = CanaryOutline(arguments)
        (plan, gaps) = (outline.plan, outline.gaps)
        do throws(StoreError) {
            let since = now - Self.memory
            let found = try reader.snapshot { () throws(StoreError) in
                (
                    newest: try reader.newestCanaryRuns(), scheduled: try reader.newestCanaryRuns(scheduled: true),
                    counts: try reader.canaryCounts(since: since)
                )
            }
            (scheduled, counts) = (found.scheduled, found.counts)
            pause = outline.pause
            standings = CanaryStanding.all(
                plan: plan, newest: found.newest, scheduled: scheduled, pause: pause, now: now)
        } catch {
            throw Setup.failure(error)
        }
    }

    /// How many suites at targets should have run and did not.
    var overdue: Int { standings.count { $0.state == .overdue } }

    /// What a pass of this suite's items is called.
    func passing(_ suite: String) -> String {
        let found = plan?.suites.first { $0.name.utf8.elementsEqual(suite.utf8) }
        guard let found, !found.items.isEmpty, found.items.allSatisfy({ $0.expectation == .refuse }) else {
            return "passed"
        }
        return found.acceptsBlocked ? "refused or blocked" : "refused"
    }

    /// What the last 30 days bound, of the version of the suite that ran last.
    func bound(_ standing: CanaryStanding) -> String? {
        guard let last = standing.last else { return nil }
        return counts.first { count in
            count.suite.utf8.elementsEqual(last.suite.utf8) && count.target.utf8.elementsEqual(last.target.utf8)
                && count.suiteHash.utf8.elementsEqual(last.suiteHash.utf8)
        }.flatMap { CanaryWords.bound($0) }
    }

    static func text(_ pause: CanaryPause) -> String {
        "paused by \(pause.by) since \(clock(pause.at)) UTC: \(pause.reason)"
    }
}
