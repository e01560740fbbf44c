// A baseline is the merged accumulator of a reference period.

package import Model

/// What one model did when it was known to be good. Immutable; its id is a hash of its content.
package struct Baseline: Equatable, Sendable {
    package struct Cell: Equatable, Sendable {
        package var scope: Scope
        package var tally: Tally

        package init(scope: Scope, tally: Tally) {
            self.scope = scope
            self.tally = tally
        }
    }

    package let name: String
    package let model: String
    /// Where the events came from, in words.
    package let source: String
    package let from: EventTime
    /// The newest event.
    package let to: EventTime
    /// Ordered by scope; every scope holds this model.
    package let cells: [Cell]
    /// The first 128 bits of SHA-256 over the canonical content, in hexadecimal.
    package let id: String

    package init(name: String, model: String, source: String, from: EventTime, to: EventTime, cells: [Cell]) {
        self.name = name
        self.model = model
        self.source = source
        self.from = from
        self.to = to
        self.cells = cells.sorted { Scope.precedes($0.scope, $1.scope) }
        id = hexadecimal(sha256(Baseline.canonical(name, model, source, from, to, self.cells)).prefix(16))
    }

    /// The merged tally of the cells that agree with `scope` on every dimension that it names.
    package func tally(for scope: Scope) -> Tally {
        var merged = Tally.zero
        for cell in cells {
            let agrees = scope.values.allSatisfy { value in
                Array((cell.scope[value.dimension] ?? "").utf8) == Array(value.value.utf8)
            }
            if agrees { merged.merge(cell.tally) }
        }
        return merged
    }

    private static func canonical(
        _ name: String, _ model: String, _ source: String, _ from: EventTime, _ to: EventTime, _ cells: [Cell]
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            writer.value("monitord.baseline/1")
            for text in [name, model, source] { writer.value(text) }
            writer.value(from.microseconds)
            writer.value(to.microseconds)
            for cell in cells {
                writer.raw(cell.scope.key)
                for index in 0..<6 { writer.value(cell.tally.counts[index]) }
                for index in 0..<6 { writer.value(cell.tally.weights[index]) }
                writer.value(cell.tally.squares)
            }
        }
        return writer.bytes
    }
}
