// Cells by scope, and the series that each aggregation rolls them up into.

package import Model

/// Which cells an aggregation takes: those that a rule's `where` names.
package struct CellFilter: Equatable, Sendable {
    package let filter: Filter
    /// Tests of these dimensions are left out: a control has other values there by its nature.
    package let leavesOut: [Dimension]

    package init(_ filter: Filter, leavesOut: [Dimension] = []) {
        self.filter = filter
        self.leavesOut = leavesOut
    }

    package func takes(_ scope: Scope) -> Bool {
        filter.matches(leavingOut: leavesOut.map(\.name)) { Dimension(name: $0).flatMap { scope[$0] } }
    }
}

extension CellFilter {
    /// Whether no cell of this series can be taken, as far as the series' own names tell.
    package func excludes(_ scope: Scope) -> Bool {
        filter.fields.allSatisfy { Dimension(name: $0).map { scope[$0] != nil } ?? false } && !takes(scope)
    }
}

/// Dense series ids of one aggregation: the scopes that remain when only its dimensions are kept.
package struct Aggregation: Sendable {
    package let dimensions: [Dimension]
    /// Nil: it takes every cell.
    package let filter: CellFilter?
    package private(set) var scopes: [Scope] = []
    private var seriesByKey: [[UInt8]: Int] = [:]
    /// By cell; nil where the filter leaves it out. For walks over many cells, which would copy the rest each time.
    package private(set) var seriesOfCell: [Int?] = []

    package init(dimensions: [Dimension], filter: CellFilter? = nil) {
        self.dimensions = dimensions
        self.filter = filter
    }

    /// Decides once which series a cell is of, if any; cells are announced once each, in order of their ids.
    package mutating func announce(cell: Int, scope: Scope) {
        precondition(cell == seriesOfCell.count, "cells are announced in order")
        guard filter?.takes(scope) ?? true else { return seriesOfCell.append(nil) }
        seriesOfCell.append(series(for: Scope(dimensions.map { ($0, scope[$0] ?? "") })))
    }

    /// Nil for a cell that the aggregation does not take.
    package func series(ofCell cell: Int) -> Int? { seriesOfCell[cell] }

    /// The id of a scope that is known.
    package func known(_ scope: Scope) -> Int? { seriesByKey[scope.key] }

    /// The id of a scope of this aggregation, new or known.
    package mutating func series(for scope: Scope) -> Int {
        if let known = seriesByKey[scope.key] { return known }
        let series = scopes.count
        scopes.append(scope)
        seriesByKey[scope.key] = series
        return series
    }
}

/// Dense ids of cells over all shards.
package struct CellDirectory: Sendable {
    package private(set) var scopes: [Scope] = []
    private var cellByKey: [[UInt8]: Int] = [:]

    package init() {}

    /// The id of a scope and whether it is new.
    package mutating func cell(for scope: Scope) -> (cell: Int, isNew: Bool) {
        if let known = cellByKey[scope.key] { return (known, false) }
        let cell = scopes.count
        scopes.append(scope)
        cellByKey[scope.key] = cell
        return (cell, true)
    }
}
