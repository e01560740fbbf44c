// A terminal as a screen: every key at once, one write per frame, and as it was when we leave.

internal import Glibc
package import Model

/// The alternate screen of the terminal on standard input and output. Gone with this value.
package struct Terminal: ~Copyable {
    package enum Key: Equatable, Sendable {
        case letter(Character)
        case up, down
        /// Asked to leave: Ctrl-C, Ctrl-D, a signal, or a terminal that went away.
        case leave
    }

    private var saved = termios()
    /// Signals that would end the process before it gave the terminal back.
    private static let deadly = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2]

    /// Nil when standard input or output is no terminal.
    package init?() {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &saved) == 0 else {
            return nil
        }
        var blocked = Self.deadlySet()
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        signal(SIGPIPE, SIG_IGN)
        var raw = saved
        // Without ISIG, Ctrl-C and Ctrl-Z are keys: nothing stops us with the terminal changed.
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        writeAll(STDOUT_FILENO, Array("\u{1B}[?1049h\u{1B}[?25l".utf8))
    }

    deinit {
        writeAll(STDOUT_FILENO, Array("\u{1B}[?25h\u{1B}[?1049l".utf8))
        var before = saved
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    private static func deadlySet() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in deadly { sigaddset(&set, number) }
        return set
    }

    /// Columns and rows of the terminal on standard output; nil when it is none.
    package static func size() -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Draws over what was there, in one write, so that nothing flickers. False when the terminal went away.
    package func draw(_ lines: [String]) -> Bool {
        let rows = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        return writeAll(STDOUT_FILENO, Array("\u{1B}[?2026h\u{1B}[H\(rows)\u{1B}[J\u{1B}[?2026l".utf8))
    }

    /// The next key, or nil after the span.
    package func key(within span: TimeSpan) -> Key? {
        var set = Self.deadlySet()
        var zero = timespec()
        if sigtimedwait(&set, nil, &zero) > 0 { return .leave }
        var asked = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&asked, 1, Int32(clamping: max(0, span.microseconds / 1000))) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else { return count < 0 && errno == EINTR ? nil : .leave }
        switch bytes[0] {
        case 3, 4, 0x1C: return .leave
        case 0x1B:
            guard count >= 3, bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else { return nil }
            if bytes[2] == UInt8(ascii: "A") { return .up }
            return bytes[2] == UInt8(ascii: "B") ? .down : nil
        case 0x20..<0x7F: return .letter(Character(Unicode.Scalar(bytes[0])))
        default: return nil
        }
    }
}
