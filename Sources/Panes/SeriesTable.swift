// Cells by scope, and the series that each aggregation rolls them up into.

package import Model

/// Dense series ids of one aggregation: the scopes that remain when only its dimensions are kept.
package struct Aggregation: Sendable {
    package let dimensions: [Dimension]
    package private(set) var scopes: [Scope] = []
    private var seriesByKey: [[UInt8]: Int] = [:]
    private var seriesOfCell: [Int] = []

    package init(dimensions: [Dimension]) {
        self.dimensions = dimensions
    }

    /// The series of a cell; cells are announced once each, in order of their ids.
    package mutating func announce(cell: Int, scope: Scope) {
        precondition(cell == seriesOfCell.count, "cells are announced in order")
        seriesOfCell.append(series(for: Scope(dimensions.map { ($0, scope[$0] ?? "") })))
    }

    package func series(ofCell cell: Int) -> Int { seriesOfCell[cell] }

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
