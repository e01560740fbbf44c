// What each of the five steps of an incident asks.

package import Model

extension Incident.Step.Name {
    /// What somebody has to find out or do; `alerts` are those of the incident.
    package func question(_ alerts: [Alert]) -> String {
        switch self {
        case .confirm: "is it the model, or something else?"
        case .scope: "all of the traffic, or some inputs, users or contexts? \(Self.categories(alerts))"
        case .cause: "data, training, deployment, or from outside?"
        case .mitigate: "watch closer, filter, go back to the base model, or take it offline"
        case .remediate: "fix the cause, and add the pattern to canaries and rules"
        }
    }

    private static let categoriesMax = 5

    /// What alerts and their segments say about where it is.
    private static func categories(_ alerts: [Alert]) -> String {
        var categories: [String] = []
        let scopes = alerts.map(\.scope) + alerts.flatMap { ($0.evidence.finding?.segments ?? []).map(\.scope) }
        for scope in scopes {
            guard let name = scope[.category] else { continue }
            if !categories.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { categories.append(name) }
        }
        if categories.isEmpty { return "No alert names a category." }
        let rest = categories.count > categoriesMax ? " and \(categories.count - categoriesMax) more" : ""
        return "Categories that carry it: \(categories.prefix(categoriesMax).joined(separator: ", "))\(rest)."
    }
}
