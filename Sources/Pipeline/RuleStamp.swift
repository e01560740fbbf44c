// What an alert says of the rule that raised it.

/// A hash of everything in a rule, and one of the whole set that was in force.
struct RuleStamp: Sendable {
    var revision = ""
    var rulesHash = ""
}
