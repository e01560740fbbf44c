// A number that somebody scrapes, by its name.

/// What is measured, in which way, and in words. Its name is without `_total`, which counters get in the text.
package struct MetricFamily: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package let name: String
    package let kind: Kind
    package let help: String
    /// Names of its labels, for the manual. Rules' series have those of their scope besides.
    package let labels: [String]

    package init(_ name: String, _ kind: Kind, _ help: String, labels: [String] = []) {
        (self.name, self.kind, self.help, self.labels) = (name, kind, help, labels)
    }

    /// As it is asked for: a counter's name ends in `_total`.
    package var fullName: String { kind == .counter ? name + "_total" : name }
}
