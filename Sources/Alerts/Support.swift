// What else fires for the same model, and what that does to a severity.

package import Model

/// The severities that the lines of one model's alerts gave by themselves, at the end of a pane. Raised severities are
/// not in it, so two alerts never raise each other step by step.
package struct Support: Equatable, Sendable {
    /// By the place of the plane in `Plane.allCases`; nil where nothing fires.
    private var highest = [Severity?](repeating: nil, count: Plane.allCases.count)
    /// Categories with an alert of high or more, by rules that group by category.
    package var categories = 0

    package init() {}

    package mutating func add(_ own: Severity, on plane: Plane) {
        for (place, candidate) in Plane.allCases.enumerated() where candidate == plane {
            highest[place] = max(highest[place] ?? own, own)
        }
    }

    /// From this many categories on, a failure is systematic (R43).
    static let categoriesMin = 3

    /// What it makes of a severity that an alert on `plane` has by itself, and why.
    func raise(_ own: Severity, on plane: Plane) -> Raise {
        guard own >= .medium, own < .critical else { return Raise(severity: own) }
        let agreeing = Plane.allCases.enumerated().filter { place, other in
            other != plane && (highest[place] ?? .low) >= own && highest[place] != nil
        }.map(\.element)
        let isEverywhere = own == .high && categories >= Self.categoriesMin
        guard !agreeing.isEmpty || isEverywhere else { return Raise(severity: own) }
        let severity: Severity = own == .medium ? .high : .critical
        return Raise(severity: severity, planes: agreeing, categories: isEverywhere ? categories : nil)
    }
}

/// A severity after it was held against what else fires.
struct Raise: Equatable, Sendable {
    var severity: Severity
    /// Other planes that say the same.
    var planes: [Plane] = []
    /// How many categories fail at once, where that counted.
    var categories: Int?
}
