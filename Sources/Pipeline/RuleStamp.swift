// What an alert says of the rule that raised it.

internal import Model

/// A hash of everything in a rule, and one of the whole set that was in force.
struct RuleStamp: Sendable {
    var revision = ""
    var rulesHash = ""
}

extension RuleStamp {
    init(_ rule: Rule, in set: RuleSet) {
        self.init()
    }
}
