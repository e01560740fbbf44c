// What the operating system said.

internal import Glibc

/// A failed call, with what it was about.
package struct SystemError: Error, Equatable, Sendable {
    package var code: Int32
    /// The file, socket or thing that the call was about.
    package var subject: String
    /// Our own words, where the system has none.
    package var reason: String?

    package init(code: Int32, subject: String, reason: String? = nil) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    /// The error that the last call left in errno.
    package static func last(_ subject: String) -> SystemError {
        SystemError(code: errno, subject: subject)
    }

    /// `rules/x.toml: No such file or directory`
    package var text: String { "\(subject): \(reason ?? Self.message(code))" }

    package static func message(_ code: Int32) -> String {
        // strerror's text is a constant of the C library.
        unsafe String(cString: strerror(code))
    }
}
