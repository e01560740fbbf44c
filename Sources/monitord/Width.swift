// How wide the terminal is, and how text is made to fit.

internal import Glibc
internal import Model

extension Console {
    /// Columns of standard output; nil when it is no terminal, so that what reads it gets everything. COLUMNS decides
    /// when it is set.
    static var width: Int? {
        if let word = getenv("COLUMNS"), let columns = Int(String(cString: word)), columns >= 20 { return columns }
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else {
            return nil
        }
        return Int(size.ws_col)
    }
}

/// At most `width` columns of `text`, the last one a mark where something is missing.
func clipped(_ text: String, to width: Int, mark: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > width else { return text }
    var short = String.UnicodeScalarView()
    short.append(contentsOf: scalars.prefix(max(0, width - 1)))
    return String(short) + mark
}
