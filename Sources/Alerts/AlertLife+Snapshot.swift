// An alert's life as bytes, for the store.

package import Model

extension AlertLife {
    private static let version: UInt8 = 2

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(warningSince)
        writer.write(criticalSince)
        switch phase {
        case .quiet: writer.write(UInt8(0))
        case .firing(let firing):
            writer.write(UInt8(1))
            firing.course.write(to: &writer)
            writer.write(UInt8(firing.isStale ? 1 : 0))
            writer.write(firing.recoveredSince)
        case .over(let course, let since):
            writer.write(UInt8(2))
            course.write(to: &writer)
            writer.write(since.microseconds)
        case .dismissed(let severity):
            writer.write(UInt8(3))
            writer.write(severity.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == 1 || version == Self.version else { throw .version(version) }
        warningSince = try reader.time()
        criticalSince = try reader.time()
        if version == 1 {
            if try reader.flag() { phase = .firing(try Self.firstFiring(from: &reader)) }
            return
        }
        switch try reader.byte() {
        case 0: break
        case 1:
            let course = try AlertCourse(from: &reader)
            let isStale = try reader.flag()
            phase = .firing(Firing(course: course, isStale: isStale, recoveredSince: try reader.time()))
        case 2:
            let course = try AlertCourse(from: &reader)
            phase = .over(course, since: EventTime(microseconds: try reader.integer()))
        case 3:
            guard let severity = Severity(rawValue: try reader.byte()) else { throw .value(at: reader.position - 1) }
            phase = .dismissed(severity)
        default: throw .value(at: reader.position - 1)
        }
    }

    /// As version 1 wrote it: everything was told, and severity told which line it was.
    private static func firstFiring(from reader: inout ByteReader) throws(ByteCodingError) -> Firing {
        let id = AlertID(text: try reader.text())
        guard id.isWellFormed, let severity = Severity(rawValue: try reader.byte()) else {
            throw .value(at: reader.position)
        }
        let sequence = try reader.integer()
        guard sequences.contains(sequence) else { throw .value(at: reader.position) }
        var course = AlertCourse(
            id: id, severity: severity, own: severity, level: severity >= .high ? .critical : .warning, reason: "",
            sequence: sequence, breachedAt: EventTime(microseconds: try reader.integer()),
            firedAt: EventTime(microseconds: try reader.integer()))
        if severity > .low { course.standing = Standing(told: severity, isTold: true) }
        let isStale = try reader.flag()
        return Firing(course: course, isStale: isStale, recoveredSince: try reader.time())
    }

    /// No alert lives to see more transitions; an absurd number must not overflow later.
    package static let sequences = Int64(1)..<1 << 32
}
