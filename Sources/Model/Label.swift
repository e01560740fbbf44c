// Words that an operator hangs on a rule, as Prometheus has them.

/// A label or an annotation of a rule, copied into its alerts.
package struct Label: Equatable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
