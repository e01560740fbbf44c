// Records from a file or from standard input, one line each.

internal import Glibc

/// Reads lines without copying them twice. One partition; offsets are byte positions.
package struct LineSource: ~Copyable {
    package let topic: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool
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

    /// `path` "-" is standard input. `from` is where an earlier run stopped; input that cannot seek starts anew.
    package init(path: String, from: Int64, lineBytesMax: Int) throws(SystemError) {
        topic = Self.topic(path: path)
        descriptor = try Self.opened(path, at: from)
        ownsDescriptor = path != "-"
        position = path == "-" ? 0 : from
        self.lineBytesMax = lineBytesMax
        buffer = .allocate(byteCount: lineBytesMax + Self.readBytes + 2, alignment: 64)
    }

    /// The name under which positions in `path` are kept.
    package static func topic(path: String) -> String { path == "-" ? "stdin" : "file:" + path }

    private static func opened(_ path: String, at offset: Int64) throws(SystemError) -> Int32 {
        if path == "-" { return STDIN_FILENO }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(path) }
        var failure: SystemError?
        var status = stat()
        if fstat(descriptor, &status) != 0 {
            failure = .last(path)
        } else if status.st_mode & S_IFMT == S_IFDIR {
            failure = SystemError(code: EISDIR, subject: path)
        } else if offset > 0, lseek(descriptor, off_t(offset), SEEK_SET) < 0 {
            failure = .last(path)
        }
        guard let failure else { return descriptor }
        close(descriptor)
        throw failure
    }

    deinit {
        buffer.deallocate()
        if ownsDescriptor { close(descriptor) }
    }

    /// Fills the batch with the next whole lines. After the last line it gives the final end, once and again.
    package mutating func poll(into batch: inout RecordBatch) throws(SystemError) {
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
            try fill()
        }
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

    private mutating func takeLastLine(_ batch: inout RecordBatch) {
        if start < end { take(through: end - 1, lineEnd: end, &batch) }
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
