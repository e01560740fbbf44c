// A baseline is the merged accumulator of a reference period.

package import Model

/// What one model did when it was known to be good. Immutable; its id is a hash of its content.
package struct Baseline: Equatable, Sendable {
    package struct Cell: Equatable, Sendable {
        package let scope: Scope
        package let tally: Tally
        /// Ordered by measure, each once; none is empty.
        package let values: [Values]
        /// At least as many distinct users were there; zero when nobody knows. At most 64.
        package let users: Int
        /// Panes that had events; zero when nobody knows.
        package let panes: Int64

        package init(scope: Scope, tally: Tally, values: [Values] = [], users: Int = 0, panes: Int64 = 0) {
            self.scope = scope
            self.tally = tally
            self.values = values.filter { !$0.histogram.isEmpty }.sorted { $0.measure < $1.measure }
            self.users = users
            self.panes = panes
            precondition(
                zip(self.values, self.values.dropFirst()).allSatisfy { $0.measure < $1.measure },
                "a cell has a measure once")
        }

        package func histogram(_ measure: Measure) -> Histogram {
            values.first { $0.measure == measure }?.histogram ?? .empty
        }

        /// Whether the first format has room for it.
        fileprivate var isPlain: Bool { values.isEmpty && users == 0 && panes == 0 }
    }

    /// The values of one measure.
    package struct Values: Equatable, Sendable {
        package let measure: Measure
        package let histogram: Histogram

        package init(measure: Measure, histogram: Histogram) {
            self.measure = measure
            self.histogram = histogram
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
    /// `monitord.baseline/1` when nothing but outcomes is known, so that ids of that format stay; else `/2`.
    package let format: String

    package init(name: String, model: String, source: String, from: EventTime, to: EventTime, cells: [Cell]) {
        self.name = name
        self.model = model
        self.source = source
        self.from = from
        self.to = to
        self.cells = cells.sorted { Scope.precedes($0.scope, $1.scope) }
        format = cells.allSatisfy(\.isPlain) ? "monitord.baseline/1" : "monitord.baseline/2"
        id = hexadecimal(sha256(Baseline.canonical(format, name, model, source, from, to, self.cells)).prefix(16))
    }

    /// What it says of the cells that `filter` names, under the same id. A cell that does not tell all fields of the
    /// filter apart says nothing of them: it holds events of both sides.
    package func only(_ filter: Filter) -> Baseline {
        let fields = filter.fields.map { Dimension(name: $0) }
        return Baseline(
            self,
            cells: cells.filter { cell in
                fields.allSatisfy { $0.map { cell.scope[$0] != nil } ?? false } && CellFilter(filter).takes(cell.scope)
            })
    }

    private init(_ whole: Baseline, cells: [Cell]) {
        (name, model, source, from, to) = (whole.name, whole.model, whole.source, whole.from, whole.to)
        (id, format) = (whole.id, whole.format)
        self.cells = cells
    }

    /// The cells that agree with `scope` on every dimension that it names: the strata of its mix.
    package func cells(for scope: Scope) -> [Cell] {
        cells.filter { cell in
            scope.values.allSatisfy { (cell.scope[$0.dimension] ?? "").utf8.elementsEqual($0.value.utf8) }
        }
    }

    /// The merged tally of `cells(for: scope)`.
    package func tally(for scope: Scope) -> Tally {
        cells(for: scope).reduce(into: .zero) { $0.merge($1.tally) }
    }

    /// The merged values of `cells(for: scope)`.
    package func histogram(for scope: Scope, _ measure: Measure) -> Histogram {
        cells(for: scope).reduce(into: .empty) { $0.merge($1.histogram(measure)) }
    }

    private static func canonical(
        _ format: String, _ name: String, _ model: String, _ source: String, _ from: EventTime, _ to: EventTime,
        _ cells: [Cell]
    ) -> [UInt8] {
        let isFirst = cells.allSatisfy(\.isPlain)
        var writer = JSONWriter()
        writer.array { writer in
            for text in [format, name, model, source] { writer.value(text) }
            writer.value(from.microseconds)
            writer.value(to.microseconds)
            for cell in cells {
                writer.raw(cell.scope.key)
                for index in 0..<6 { writer.value(cell.tally.counts[index]) }
                for index in 0..<6 { writer.value(cell.tally.weights[index]) }
                writer.value(cell.tally.squares)
                if !isFirst { write(cell, to: &writer) }
            }
        }
        return writer.bytes
    }

    /// What the second format adds.
    private static func write(_ cell: Cell, to writer: inout JSONWriter) {
        writer.value(cell.users)
        writer.value(cell.panes)
        for values in cell.values {
            writer.array { writer in
                writer.value(values.measure.name)
                // Beyond 64 bits, for which JSON readers have no number.
                writer.value(String(values.histogram.sum))
                for bin in values.histogram.bins {
                    writer.value(Int64(bin.bin))
                    writer.value(bin.count)
                    writer.value(bin.weight)
                }
            }
        }
    }
}
