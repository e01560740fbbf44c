// Files of training rows, line by line.

internal import Evaluations
internal import Glibc
internal import Model
internal import Platform

/// Counts what it could not compare: silence would pass for disjointness.
struct TrainingReading {
    /// A longer line is left out and counted.
    static let lineBytesMax = 16 << 20
    private static let chunkBytes = 1 << 20

    let fields: [String]
    private(set) var rows = 0
    /// Lines that are no JSON object, or too long.
    private(set) var unread = 0
    /// Rows with none of the fields.
    private(set) var fieldless = 0

    init(fields: [String]) { self.fields = fields }

    mutating func read(_ path: String, into overlap: inout TrainingOverlap) throws(CommandFailure) {
        let isInput = path == "-"
        let file = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw CommandFailure(status: ExitStatus.noInput, message: SystemError.last(path).text)
        }
        defer { if !isInput { close(file) } }
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        var line: [UInt8] = []
        var number = 0
        var isTooLong = false
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(status: ExitStatus.inputOutput, message: SystemError.last(path).text)
            }
            if count == 0 { break }
            var rest = chunk[..<count]
            while let end = rest.firstIndex(of: 0x0A) {
                number += 1
                if !isTooLong { line += rest[..<end] }
                take(line, isTooLong, TrainingRow(file: isInput ? "<stdin>" : path, line: number), &overlap)
                (line, isTooLong) = ([], false)
                rest = rest[(end + 1)...]
            }
            if line.count + rest.count > Self.lineBytesMax { (line, isTooLong) = ([], true) }
            if !isTooLong { line += rest }
        }
        if !line.isEmpty || isTooLong {
            take(line, isTooLong, TrainingRow(file: isInput ? "<stdin>" : path, line: number + 1), &overlap)
        }
    }

    private mutating func take(
        _ line: [UInt8], _ isTooLong: Bool, _ row: TrainingRow, _ overlap: inout TrainingOverlap
    ) {
        // A blank line is no row.
        guard isTooLong || line.contains(where: { $0 > 0x20 }) else { return }
        rows += 1
        guard !isTooLong, line.count <= Self.lineBytesMax, let texts = TrainingRow.texts(line: line, fields: fields)
        else {
            unread += 1
            return
        }
        if texts.isEmpty { fieldless += 1 } else { overlap.take(row, texts: texts) }
    }
}
