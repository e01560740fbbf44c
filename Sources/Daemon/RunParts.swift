// What of a run may be changed while it runs.

package import Canaries
package import Delivery
package import Model
package import Platform

/// Rules, baselines and canaries, read and checked anew.
package struct RunParts: Sendable {
    package var rules: RuleSet
    package var shelf: BaselineShelf
    package var logLevel: Log.Level
    /// Settings that changed and are not in force before a restart.
    package var needsRestart: [String]
    /// What was said against the files, none of it an error.
    package var warnings: [String]
    package var canaries = CanaryPlan()
    package var watch = WatchSettings()
    package var delivery = DeliveryPlan()

    package init(
        rules: RuleSet, shelf: BaselineShelf, logLevel: Log.Level, needsRestart: [String], warnings: [String]
    ) {
        self.rules = rules
        self.shelf = shelf
        self.logLevel = logLevel
        self.needsRestart = needsRestart
        self.warnings = warnings
    }
}

/// Why the files cannot be taken as they are now.
package struct ReloadFailure: Error, Sendable {
    package var reason: String
    /// Diagnostics, each with its lines.
    package var details: [String]

    package init(reason: String, details: [String] = []) {
        self.reason = reason
        self.details = details
    }
}

/// Reads the files of a run again.
package typealias Reloader = @Sendable () -> Result<RunParts, ReloadFailure>
