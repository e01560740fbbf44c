// One run of a suite on one screen: each item with what came of it.

internal import Alerts
internal import Model
internal import Site

struct CanaryRunCard {
    let run: CanaryRun
    private let items: [Item]

    private struct Item {
        var item: CanaryRun.Item
        var fate: CanaryFate
        /// By attempt.
        var results: [CanaryResult]
    }

    init(_ run: CanaryRun, results: [CanaryResult]) {
        self.run = run
        let byItem = Dictionary(grouping: results) { Array($0.item.utf8) }
        items = run.items.map { item in
            let found = byItem[Array(item.id.utf8)] ?? []
            return Item(item: item, fate: CanaryWords.fate(found), results: found)
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            run.writeFields(to: &writer)
            writer.key("items")
            writer.array { writer in
                for item in items {
                    writer.object { writer in
                        writer.field("item", item.item.id)
                        writer.field("category", item.item.category)
                        writer.field("variant", item.item.variant)
                        writer.field("fate", item.fate.rawValue)
                        writer.key("attempts")
                        writer.array { writer in
                            for result in item.results { writer.object { result.writeFields(to: &$0) } }
                        }
                    }
                }
            }
        }
    }

    func print() {
        var rows = [
            ("run", run.id), ("suite", "\(run.suite) (\(run.kind.rawValue)), version \(run.suiteHash.prefix(12))"),
            ("target", "\(run.target), verdicts about \(run.model)"),
            ("due", "\(clock(run.dueAt)) UTC\(run.slot == nil ? ", by order" : "")"),
            ("started", "\(clock(run.startedAt)) UTC"),
        ]
        if let endedAt = run.endedAt {
            rows.append(("ended", "\(clock(endedAt)) UTC, after \(age(endedAt - run.startedAt))"))
        }
        rows.append(("state", run.state.rawValue))
        rows.append(("result", CanaryWords.result(run)))
        let models = distinct(\.servedModel)
        if !models.isEmpty { rows.append(("served by", models.joined(separator: ", "))) }
        let judges = distinct(\.judge)
        if !judges.isEmpty { rows.append(("judged by", judges.joined(separator: ", "))) }
        Card.print(rows.map { (name: $0.0, value: $0.1) })
        guard !items.isEmpty else { return }
        Console.line("")
        Console.table(
            ["ITEM", "CATEGORY", "WORDING", "FATE", "ASKED", "FIRST ANSWER", "WHY", "LATENCY"],
            items.sorted { Self.urgency($0.fate) > Self.urgency($1.fate) }.map(cells), alignedRight: [2, 4, 7])
    }

    private func cells(_ item: Item) -> [String] {
        // The last failure says most; without one, the first answer.
        let telling = item.results.last { $0.verdict == .failed } ?? item.results.first
        let isOpen = item.results.isEmpty && !run.isOver
        return [
            item.item.id, item.item.category.isEmpty ? "-" : item.item.category, String(item.item.variant),
            isOpen ? "to be asked" : item.fate.rawValue.replacing("_", with: " "), String(item.results.count),
            item.results.first.map { "\($0.outcome.name)" } ?? "-",
            telling.map { $0.reason.isEmpty ? "-" : $0.reason } ?? "-",
            item.results.first.map { "\(grouped($0.latency.microseconds / 1000)) ms" } ?? "-",
        ]
    }

    /// Failures stand first; among equals the order of asking stays.
    private static func urgency(_ fate: CanaryFate) -> Int {
        switch fate {
        case .failed: 3
        case .flaky: 2
        case .notMeasured: 1
        case .passed: 0
        }
    }

    /// The different values that there are, in the order of asking, none of them empty.
    private func distinct(_ field: KeyPath<CanaryResult, String>) -> [String] {
        var values: [String] = []
        for value in items.flatMap(\.results).map({ $0[keyPath: field] }) where !value.isEmpty {
            if !values.contains(where: { $0.utf8.elementsEqual(value.utf8) }) { values.append(value) }
        }
        return values
    }
}
