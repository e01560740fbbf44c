// What is wrong with a filter or a pattern.

/// Why a filter was not understood, and where in its text, in code points.
package struct FilterError: Error, Equatable, Sendable {
    package var offset: Int
    package var length: Int
    package var reason: String
    /// What to write instead.
    package var help: String?

    package init(offset: Int, length: Int, reason: String, help: String? = nil) {
        self.offset = offset
        self.length = length
        self.reason = reason
        self.help = help
    }
}
