// What a run asks: which items, in which words, in which order.

import Model

/// Draws the items of one run.
struct RunItems {
    /// More is not asked in one run; suites say so when they are read.
    static let countMax = 20_000

    var suite: Suite
    var target: String
    /// As in `CanaryRun.id`.
    var occasion: String
    var slot: Int64?
    var identity: CanaryIdentity

    static func count(of suite: Suite) -> Int {
        let count = min(suite.items.count, countMax)
        return min(suite.sample.map { max($0, 0) } ?? count, count)
    }

    /// The same items in the same words at every target, since targets are compared item by item; only the order
    /// differs.
    func drawn(run: String, asked: AskedItems, print: PromptPrint) -> [CanaryRun.Item] {
        let places = sample(asked)
        var draw = slot == nil ? identity.draw("wording", [suite.name, occasion]) : nil
        var items = places.map { place in
            item(suite.items[place], run: run, print: print, draw: &draw)
        }
        if items.count > 1 {
            var order = identity.draw("order", [suite.name, target, occasion])
            order.shuffle(&items)
        }
        return items
    }

    private func sample(_ asked: AskedItems) -> [Int] {
        var places = Array(suite.items.indices.prefix(RunItems.countMax))
        let count = RunItems.count(of: suite)
        guard count < places.count else { return places }
        var draw = identity.draw("sample", [suite.name, occasion])
        draw.shuffle(&places)
        let share = min(max(suite.unseen, 0), 1) * Double(count)
        let unseen = places.filter { asked.isUnseen(suite.items[$0].id, in: occasion) }
        let held = unseen.prefix(Int(share.rounded()))
        let chosen = Set(held)
        return Array(held) + places.lazy.filter { !chosen.contains($0) }.prefix(count - held.count)
    }

    private func item(
        _ item: CanaryItem, run: String, print: PromptPrint, draw: inout CanaryDraw?
    ) -> CanaryRun.Item {
        let wordings = Int64(item.paraphrases.count) + 1
        // Slot after slot goes on to the next wording; who asks out of turn gets any.
        let turn = slot.map { $0 % wordings } ?? draw?.number(below: wordings) ?? 0
        let variant = turn < 0 ? turn + wordings : turn
        let messages = item.wording(variant)
        let attempts = Int64(min(max(suite.repeats, 0), Suite.repeatsMax)) + 1
        return CanaryRun.Item(
            id: item.id, category: item.category, variant: variant, promptHash: identity.promptHash(messages),
            print: print.print(messages),
            requests: (0..<attempts).map { identity.requestID(run: run, item: item.id, attempt: $0) })
    }
}

extension Suite {
    /// How often a failed item can be asked again at most.
    package static let repeatsMax = 8
}

extension CanaryItem {
    /// The messages with one of the other wordings in place of the last; zero, and what is not there, is the first.
    package func wording(_ variant: Int64) -> [ChatMessage] {
        guard let last = messages.last, let place = Int(exactly: variant), place > 0, place <= paraphrases.count
        else { return messages }
        return messages.dropLast() + [ChatMessage(role: last.role, content: paraphrases[place - 1])]
    }
}

/// Which items of a suite were asked before, as far as stored runs tell.
struct AskedItems: Equatable, Sendable {
    /// The first occasion that is known, by item.
    private var first: [String: String] = [:]

    /// Targets of one occasion do not make items known to each other: they are to ask the same ones.
    func isUnseen(_ item: String, in occasion: String) -> Bool {
        first[item].map { $0 == occasion } ?? true
    }

    mutating func insert(_ run: CanaryRun, occasion: String) {
        for item in run.items where first[item.id] == nil { first[item.id] = occasion }
    }

    /// Forgets what the suite does not hold any more.
    mutating func keep(_ suite: Suite) {
        let ids = Set(suite.items.map(\.id))
        first = first.filter { ids.contains($0.key) }
    }
}
