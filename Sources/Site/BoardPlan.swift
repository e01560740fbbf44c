// What a run was told to do, for pages that show more than the store knows.

package import Canaries
package import Model

/// Rules and canaries in force, and what else only the process knows.
package struct BoardPlan: Sendable {
    package var rules: RuleSet
    package var canaries: CanaryPlan
    /// Whether canaries rest now, and why.
    package var pause: @Sendable () -> CanaryPause?
    /// Names and versions of what was loaded.
    package var libraries: [(name: String, value: String)] = []

    package init(
        rules: RuleSet, canaries: CanaryPlan = CanaryPlan(), pause: @escaping @Sendable () -> CanaryPause? = { nil }
    ) {
        (self.rules, self.canaries, self.pause) = (rules, canaries, pause)
    }

    /// The rule of this name, as it is in force.
    package func rule(_ name: String) -> Rule? { rules.rules.first { $0.name.utf8.elementsEqual(name.utf8) } }
}
