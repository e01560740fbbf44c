// When a baseline is to be looked at again: a month went by, or the context changed.

package import Model

/// The contexts (prompt, tools, fingerprint) in which a model was seen, oldest first.
struct ContextLog: Equatable, Sendable {
    private(set) var seen: [String] = []

    /// More than this many are forgotten, the oldest first.
    static let contextsMax = 64

    func contains(_ context: String) -> Bool { seen.contains { $0.utf8.elementsEqual(context.utf8) } }

    mutating func add(_ context: String) {
        seen.append(context)
        if seen.count > Self.contextsMax { seen.removeFirst() }
    }
}

/// When the next review of each model's baseline is due.
struct ReviewCalendar: Sendable {
    private struct Entry: Sendable {
        var to: EventTime
        var due: EventTime
    }

    private var entries: [ModelName: Entry] = [:]
    /// The first that is due; asked for at each pane.
    private(set) var next = EventTime(microseconds: .max)

    static let month = TimeSpan.seconds(30 * 86_400)

    mutating func add(_ model: ModelName, baselineTo to: EventTime) {
        if let known = entries[model], known.to == to { return }
        entries[model] = Entry(to: to, due: to + Self.month)
        next = min(next, to + Self.month)
    }

    /// The number of the month that ended at or before `time`, if it was not asked for before.
    mutating func month(of model: ModelName, at time: EventTime) -> Int64? {
        guard let entry = entries[model], entry.due <= time else { return nil }
        let number = (time - entry.to).microseconds / Self.month.microseconds
        let passed = Self.month.microseconds.multipliedReportingOverflow(by: number + 1)
        entries[model]?.due = entry.to + TimeSpan(microseconds: passed.overflow ? .max : passed.partialValue)
        // Minimum over all: the order of the dictionary does not matter.
        next = entries.values.lazy.map(\.due).min() ?? EventTime(microseconds: .max)
        return number
    }
}

extension AlertDesk {
    /// A model is held against a baseline that was learned up to `to`.
    package mutating func noteBaseline(model: String, to: EventTime) {
        reviews.add(ModelName(model), baselineTo: to)
    }

    /// Whether a review may be due, so that the caller has to say which models had events.
    package func isReviewDue(at time: EventTime) -> Bool { reviews.next <= time }

    /// A pane with events of this model ended at `time`: raises the review of the month, once.
    package mutating func review(model: String, at time: EventTime) {
        guard let month = reviews.month(of: ModelName(model), at: time) else { return }
        raise(ReviewTask(kind: .monthlyReview, model: model, occasion: "month \(month)", raisedAt: time))
    }

    /// A model was seen in this context. The first one is no change, and one that comes back none either.
    package mutating func noteContext(model: String, context: String, at time: EventTime) {
        let name = ModelName(model)
        var log = contexts[name] ?? ContextLog()
        guard !log.contains(context) else { return }
        if !log.seen.isEmpty {
            raise(ReviewTask(kind: .contextChange, model: model, occasion: context, raisedAt: time))
        }
        log.add(context)
        contexts[name] = log
        if !changes.contexts.contains(name) { changes.contexts.append(name) }
    }

    /// A canary failed once and passed when it was asked again. `occasion` tells one such time from another.
    package mutating func noteFlaky(model: String, occasion: String, at time: EventTime) {
        raise(ReviewTask(kind: .flakyCanary, model: model, occasion: occasion, raisedAt: time))
    }

    /// The rule name under which contexts are stored; no rule can have it.
    package static let contextRule = "desk/context"

    /// Contexts that changed since this was last asked, by model, as bytes.
    package mutating func takeContexts() -> [(model: String, bytes: [UInt8])] {
        defer { changes.contexts = [] }
        return changes.contexts.map { name in
            var writer = ByteWriter()
            writer.write(UInt8(1))
            let seen = contexts[name]?.seen ?? []
            writer.write(Int64(seen.count))
            for context in seen { writer.write(context) }
            return (name.text, writer.bytes)
        }
    }

    /// False when the bytes cannot be read; the model's next context then counts as its first.
    package mutating func restoreContexts(model: String, _ bytes: [UInt8]) -> Bool {
        do throws(ByteCodingError) {
            var reader = ByteReader(bytes)
            let version = try reader.byte()
            guard version == 1 else { throw .version(version) }
            var log = ContextLog()
            // Ends at the end of the bytes, whatever the count says.
            for _ in 0..<max(0, try reader.integer()) { log.add(try reader.text()) }
            guard reader.isAtEnd else { throw .value(at: reader.position) }
            contexts[ModelName(model)] = log
            return true
        } catch {
            return false
        }
    }
}
