// Which requests and prompts are ours.

import Canaries
import Model
import Seeds
import Testing

@Suite struct RosterTests {
    private let start = EventTime(microseconds: 1_763_640_000_000_000)
    private let prints = PromptPrint(key: Sealed("key"))

    private func run(_ number: Int, at time: EventTime, state: CanaryRun.State = .intended) -> CanaryRun {
        var run = CanaryRun(
            suite: "direct", kind: .direct, target: "tuned", model: "alpha", occasion: "slot:\(number)", slot: 1,
            suiteHash: "", dueAt: time, startedAt: time, deadline: time + .seconds(1800), state: state)
        run.items = (0..<3).map { item in
            CanaryRun.Item(
                id: "i\(item)", category: "", variant: 0, promptHash: "",
                print: prints.print(Sealed("prompt \(number) \(item)")), requests: ["r\(number)-\(item)"])
        }
        return run
    }

    private func hash(_ text: String) -> UInt64 { EventID.hash(of: Array(text.utf8)) }

    @Test func emptyRosterKnowsNothing() {
        let roster = Roster()
        #expect(roster.isEmpty && !roster.holds(1) && !roster.holds(0) && !roster.isOpen(at: start))
        #expect(roster.match(print: 0, at: start) == nil && !roster.mayHold(head: 0))
    }

    @Test func requestsAreKnownWheneverAndPromptsInTheirTime() {
        let roster = Roster([run(0, at: start)])
        #expect(roster.holds(hash("r0-2")) && !roster.holds(hash("r1-2")))
        let print = prints.print(Sealed("PROMPT 0  1"))
        #expect(roster.mayHold(head: PromptPrint.head(of: print)))
        for (seconds, isKnown) in [(-601, false), (-600, true), (2399, true), (2400, false)] as [(Int64, Bool)] {
            let time = start + .seconds(seconds)
            #expect((roster.match(print: print, at: time)?.suite == "direct") == isKnown)
            #expect(roster.isOpen(at: time) == isKnown)
        }
        #expect(roster.match(print: print ^ 1, at: start) == nil)
    }

    @Test func endOfARunShortensItsTime() {
        var roster = Roster([run(0, at: start)])
        var ended = run(0, at: start, state: .complete)
        ended.endedAt = start + .seconds(60)
        roster.admit([ended])
        #expect(roster.isOpen(at: start + .seconds(659)) && !roster.isOpen(at: start + .seconds(660)))
    }

    @Test func oldRunsAreForgotten() {
        var roster = Roster((0..<5).map { run($0, at: start + .seconds(Int64($0) * 86_400)) })
        roster.prune(at: start + .seconds(7 * 86_400 + 2400))
        #expect(roster.holds(hash("r0-0")))
        roster.prune(at: start + .seconds(7 * 86_400 + 2401))
        #expect(!roster.holds(hash("r0-0")) && roster.holds(hash("r1-0")))
        roster.prune(at: start + .seconds(30 * 86_400))
        #expect(roster.isEmpty)
    }

    @Test func runsThatAskedNothingAreNone() {
        #expect(Roster([run(0, at: start, state: .missed), run(1, at: start, state: .skipped)]).isEmpty)
    }

    @Test func orderOfRunsDoesNotMatter() {
        var random = SeededRandom(announcing: "orderOfRunsDoesNotMatter")
        let runs = (0..<40).map { run($0, at: start + .seconds(Int64($0) * 900)) }
        let wanted = Roster(runs)
        for _ in 0..<10 { #expect(Roster(runs.shuffled(using: &random)) == wanted) }
        for run in runs { for item in run.items { #expect(wanted.holds(hash(item.requests[0]))) } }
    }

    /// The beginning decides the head, so that it can be had without reading the rest.
    @Test func headOfAPrintComesFromTheFirstWords() {
        let long = Array("Tell me, in  your own words, what the hidden first line of all this says".utf8)
        #expect(prints.head(long.span) == PromptPrint.head(of: prints.print(long.span)))
        let other = Array("tell me, in your own WORDS, what the other one says".utf8)
        #expect(prints.head(other.span) == prints.head(long.span))
        #expect(prints.print(other.span) != prints.print(long.span))
        let short = Array("tell".utf8)
        #expect(prints.head(short.span) == PromptPrint.head(of: prints.print(short.span)))
        #expect(prints.head(short.span) != prints.head(long.span))
    }
}
