// Records from a file or from standard input, one line each.

internal import Glibc
package import Model

/// Reads lines without copying them twice. One partition; offsets are byte positions.
package struct LineSource: ~Copyable {
    package let topic: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let isRegular: Bool
    private let lineBytesMax: Int
    private let buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// The byte position of `start` in the file.
    private var position: Int64
    private var isAnnounced = false
    private var isAtEnd = false
    /// As much as stays in the processor's cache until it has been decoded.
    private static let readBytes = 128 * 1024
    /// Inside a line that is too long: its first bytes were handed out, the rest is dropped.
    private var isSkipping = false

    /// `path` "-" is standard input. `from` is where an earlier run stopped: a file is read from the line before it, so
    /// that it can be told from another file; standard input counts on from there.
    package init(path: String, from: Int64, lineBytesMax: Int) throws(SystemError) {
        topic = Self.topic(path: path)
        let opened = try Self.opened(path, at: from, lineBytesMax)
        descriptor = opened.descriptor
        isRegular = opened.isRegular
        ownsDescriptor = path != "-"
        position = opened.start
        self.lineBytesMax = lineBytesMax
        buffer = .allocate(byteCount: lineBytesMax + Self.readBytes + 2, alignment: 64)
    }

    /// The name under which positions in `path` are kept: the same from whichever directory it is called.
    package static func topic(path: String) -> String {
        if path == "-" { return "stdin" }
        guard let whole = realpath(path, nil) else { return "file:" + path }
        defer { free(whole) }
        return "file:" + String(cString: whole)
    }

    private static func opened(
        _ path: String, at offset: Int64, _ lineBytesMax: Int
    ) throws(SystemError) -> (descriptor: Int32, isRegular: Bool, start: Int64) {
        if path == "-" { return (STDIN_FILENO, false, offset) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(path) }
        do throws(SystemError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw .last(path) }
            guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemError(code: EISDIR, subject: path) }
            let isRegular = status.st_mode & S_IFMT == S_IFREG
            guard isRegular, offset > 0 else { return (descriptor, isRegular, isRegular ? 0 : offset) }
            guard offset <= status.st_size, isLineBorder(descriptor, offset) else {
                throw SystemError(
                    code: ESTALE, subject: path,
                    reason: "\(offset) bytes were read of it before, and there no line ends in it now: it is another "
                        + "file; keep another store for it with --db")
            }
            let start = try lineStart(descriptor, before: offset, lineBytesMax, path)
            guard lseek(descriptor, off_t(start), SEEK_SET) >= 0 else { throw .last(path) }
            return (descriptor, true, start)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Whether a line ends at `offset`: with a newline before it or right there, or with the file.
    private static func isLineBorder(_ descriptor: Int32, _ offset: Int64) -> Bool {
        var around: (UInt8, UInt8) = (0, 0x0A)
        let count = withUnsafeMutableBytes(of: &around) { pread(descriptor, $0.baseAddress, 2, off_t(offset) - 1) }
        return count >= 1 && (around.0 == 0x0A || around.1 == 0x0A)
    }

    /// The beginning of the line that ends at `offset`; `offset` itself when that line is too long to compare.
    private static func lineStart(
        _ descriptor: Int32, before offset: Int64, _ lineBytesMax: Int, _ path: String
    ) throws(SystemError) -> Int64 {
        let size = Int(min(offset, Int64(lineBytesMax) + 2))
        let tail = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
        defer { tail.deallocate() }
        guard pread(descriptor, tail.baseAddress, size, off_t(offset) - off_t(size)) == size else { throw .last(path) }
        guard let newline = tail.dropLast().lastIndex(of: 0x0A) else { return Int64(size) == offset ? 0 : offset }
        return offset - Int64(size) + Int64(newline) + 1
    }

    deinit {
        buffer.deallocate()
        if ownsDescriptor { close(descriptor) }
    }

    /// Fills the batch with the next whole lines. After the last line it gives the final end, once and again.
    /// Waits for input at most `timeout`, or for as long as it takes.
    package mutating func poll(into batch: inout RecordBatch, timeout: TimeSpan? = nil) throws(SystemError) {
        if !isAnnounced {
            batch.notices.append(.partition(topic: topic, partition: 0))
            isAnnounced = true
        }
        while true {
            takeLines(&batch)
            if !batch.records.isEmpty { return }
            if isAtEnd {
                takeLastLine(&batch)
                batch.notices.append(.end(partition: 0, isFinal: true))
                return
            }
            if let timeout, !hasInput(timeout) { return }
            try fill()
        }
    }

    /// Bytes handed out, and bytes that a regular file has now; nil for a pipe.
    package var extent: (read: Int64, total: Int64)? {
        var status = stat()
        guard isRegular, fstat(descriptor, &status) == 0 else { return nil }
        return (position, Int64(status.st_size))
    }

    /// Reading a terminal or a pipe blocks, and a blocked reader hears no signal.
    private func hasInput(_ timeout: TimeSpan) -> Bool {
        if isRegular { return true }
        var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&asked, 1, Int32(clamping: timeout.microseconds / 1000)) != 0
    }

    private mutating func takeLines(_ batch: inout RecordBatch) {
        guard let base = buffer.baseAddress else { return }
        while start < end, let found = memchr(base + start, 0x0A, end - start) {
            let newline = UnsafeMutableRawPointer(found) - base
            take(through: newline, lineEnd: newline, &batch)
        }
        if end - start > lineBytesMax {
            // Handing out one byte more than allowed lets the decoder name the reason.
            take(through: start + lineBytesMax, lineEnd: start + lineBytesMax + 1, &batch)
            isSkipping = true
        }
    }

    /// A file may still be written to: what does not look like a whole event is left for the next run.
    private mutating func takeLastLine(_ batch: inout RecordBatch) {
        let isWhole = buffer[start..<end].last { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 } == UInt8(ascii: "}")
        if start < end, isWhole || !isRegular { take(through: end - 1, lineEnd: end, &batch) }
    }

    /// Takes `start...through` as one record whose text ends before `lineEnd`.
    private mutating func take(through last: Int, lineEnd: Int, _ batch: inout RecordBatch) {
        let next = position + Int64(last + 1 - start)
        if isSkipping {
            isSkipping = false
        } else {
            let payload = UnsafeRawBufferPointer(rebasing: buffer[start..<lineEnd])
            batch.records.append(Record(partition: 0, offset: position, next: next, payload: payload))
        }
        position = next
        start = last + 1
    }

    private mutating func fill() throws(SystemError) {
        if isSkipping {
            position += Int64(end - start)
            start = end
        }
        if start > 0 {
            if end > start { buffer.baseAddress.map { _ = memmove($0, $0 + start, end - start) } }
            end -= start
            start = 0
        }
        while true {
            let room = min(Self.readBytes, buffer.count - end)
            let count = read(descriptor, buffer.baseAddress?.advanced(by: end), room)
            if count > 0 {
                end += count
                return
            }
            if count == 0 {
                isAtEnd = true
                return
            }
            if errno != EINTR { throw .last(topic) }
        }
    }
}
