// An alert's fields by name, as filters ask for them.

extension Alert {
    /// Names that are no dimension and no label.
    package static let fieldNames = ["rule", "severity", "state", "plane", "notice", "incident", "metric", "id"]

    /// Nil when it has no such field. A label cannot take the place of a field or a dimension.
    package func field(_ name: String) -> String? {
        switch name {
        case "rule": return rule
        case "severity": return severity.name
        case "state": return state.rawValue
        case "plane": return plane.rawValue
        case "notice": return notice.name
        case "incident": return incident
        case "metric": return evidence.metric
        case "id": return id.text
        default: break
        }
        if let dimension = Dimension(name: name) { return scope[dimension] }
        return labels.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}
