// The paths of the status page.

extension Site {
    /// Pages for people.
    static let pages: [Place] = []
}
