// Words with places for values: `{{ alert.evidence.value | percent }}`.

/// A template that was checked when it was loaded.
package struct Template: Equatable, Sendable {
    package let text: String

    package init(checked text: String) {
        self.text = text
    }
}
