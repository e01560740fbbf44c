// What the alerts of one message have in common.

package import Model

/// The text of an address's group, read back.
package struct Group: Equatable, Sendable {
    /// The matchers of the route that made it.
    package let route: String
    /// The fields that all its alerts share, with their values.
    package let labels: [Label]

    /// Nil for the empty text, and for anything that is no group.
    package init?(text: String) {
        guard let value = try? JSONValue(parsing: Array(text.utf8)), let route = value[0]?.string,
            let members = value[1]?.members
        else { return nil }
        self.route = route
        labels = members.compactMap { member in member.value.string.map { Label(name: member.name, value: $0) } }
    }
}
