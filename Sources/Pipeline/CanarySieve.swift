// Which events are canaries of our own: by their ids, else by what they ask.

internal import Canaries
internal import Events
package import Model

/// How canaries are recognised in a stream that does not mark them.
package struct CanaryRecognition: Equatable, Sendable {
    /// Of the installation: prints of prompts are made with it.
    package var key: Sealed
    /// Whether prompts are looked at: `request.text`, and the last message of a user in `request.messages`.
    package var readsText: Bool
    /// Whether `request.text_hash` is the SHA-256 of the prompt.
    package var hashesText: Bool

    package init(key: Sealed, readsText: Bool = true, hashesText: Bool = false) {
        (self.key, self.readsText, self.hashesText) = (key, readsText, hashesText)
    }
}

/// What an event turned out to be.
enum CanaryFinding {
    case organic
    /// It carries the id of one of our requests.
    case recognised
    /// It asks what a canary asks, in a canary's time, without an id of ours.
    case leaked(Roster.Origin)
}

/// The roster of requests and prompts, with what it takes to look an event up. Without runs it costs a comparison.
struct CanarySieve: Sendable {
    private(set) var roster: Roster
    private let print: PromptPrint?
    private let hashesText: Bool

    init(_ recognition: CanaryRecognition?, plan: CanaryPlan?) {
        hashesText = recognition?.hashesText ?? false
        roster = Roster(hashes: hashesText ? WordingHashes(plan?.suites ?? []) : WordingHashes())
        print = recognition.flatMap { $0.readsText ? PromptPrint(key: $0.key) : nil }
    }

    /// Whether there is nothing to look for.
    var isIdle: Bool { roster.isEmpty }
    /// Whether a decoder has to look into messages.
    var readsMessages: Bool { print != nil && !isIdle }

    mutating func admit(_ runs: [CanaryRun]) { roster.admit(runs) }

    mutating func prune(at now: EventTime) { roster.prune(at: now) }

    /// Looks at the event that `decoder` decoded last, whose bytes are still on loan.
    func finding(_ event: Event, _ decoder: borrowing EventDecoder) -> CanaryFinding {
        if roster.isCanary(event.id) { return .recognised }
        let other = decoder.hashesOfOtherIDs(bytes: Roster.requestBytes)
        if other.response | other.trace != 0, roster.holds(other.response) || roster.holds(other.trace) {
            return .recognised
        }
        guard roster.isOpen(at: event.time) else { return .organic }
        if hashesText, let origin = roster.match(wording: event.question, at: event.time) { return .leaked(origin) }
        guard let print else { return .organic }
        let origin = decoder.withPrompts { text -> Roster.Origin? in
            guard roster.mayHold(head: print.head(text)) else { return nil }
            return roster.match(print: print.print(text), at: event.time)
        }
        return origin.map { .leaked($0) } ?? .organic
    }
}
