// What an alert keeps from its first firing until it is forgotten.

package import Model

/// The part of an alert that its life and the desk need between two panes.
package struct AlertCourse: Equatable, Sendable {
    /// Which line decided the severity.
    package enum Level: UInt8, Sendable {
        case warning, critical
    }

    package var id: AlertID
    /// The highest severity that it reached, raised or not.
    package var severity: Severity
    /// The highest that its own lines gave since it last began to fire.
    package var own: Severity
    var level: Level
    /// Why it has its severity, in words.
    var reason: String
    package var sequence: Int64 = 0
    var breachedAt: EventTime
    var firedAt: EventTime
    /// How often it came back.
    var reopenings: Int64 = 0
    var acknowledgement: Acknowledgement?
    package var standing = Standing()
}

/// What the desk decided about an alert; kept with the alert's life, so that a restart decides alike.
package struct Standing: Equatable, Sendable {
    /// The incident that it belongs to.
    package var incident: String?
    /// The highest severity that somebody was paged with.
    package var told: Severity?
    /// Whether somebody was paged since it last began to fire.
    package var isTold = false

    package init(incident: String? = nil, told: Severity? = nil, isTold: Bool = false) {
        (self.incident, self.told, self.isTold) = (incident, told, isTold)
    }
}

extension Standing {
    package func write(to writer: inout ByteWriter) {
        writer.write(incident)
        writer.write(told?.rawValue ?? .max)
        writer.write(UInt8(isTold ? 1 : 0))
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        incident = try reader.textOrNil()
        let severity = try reader.byte()
        told = Severity(rawValue: severity)
        guard told != nil || severity == .max else { throw .value(at: reader.position - 1) }
        isTold = try reader.flag()
    }
}

extension Acknowledgement {
    package func write(to writer: inout ByteWriter) {
        writer.write(verdict.rawValue)
        writer.write(note.at.microseconds)
        writer.write(note.by)
        writer.write(note.text)
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let word = try reader.text()
        guard let verdict = Verdict.allCases.first(where: { $0.rawValue.utf8.elementsEqual(word.utf8) }) else {
            throw .value(at: reader.position)
        }
        let at = EventTime(microseconds: try reader.integer())
        let by = try reader.text()
        self.init(verdict: verdict, note: Note(at: at, by: by, text: try reader.text()))
    }
}

extension ByteWriter {
    mutating func write(_ text: String?) {
        write(UInt8(text == nil ? 0 : 1))
        if let text { write(text) }
    }
}

extension ByteReader {
    /// Text as it was written: bytes that are no UTF-8 are none.
    mutating func textOrNil() throws(ByteCodingError) -> String? { try flag() ? try text() : nil }
}

extension AlertCourse {
    func write(to writer: inout ByteWriter) {
        writer.write(id.text)
        writer.write(severity.rawValue)
        writer.write(own.rawValue)
        writer.write(level.rawValue)
        writer.write(reason)
        writer.write(sequence)
        writer.write(breachedAt.microseconds)
        writer.write(firedAt.microseconds)
        writer.write(reopenings)
        writer.write(UInt8(acknowledgement == nil ? 0 : 1))
        acknowledgement?.write(to: &writer)
        standing.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        id = AlertID(text: try reader.text())
        guard id.isWellFormed, let severity = Severity(rawValue: try reader.byte()),
            let own = Severity(rawValue: try reader.byte()), let level = Level(rawValue: try reader.byte())
        else { throw .value(at: reader.position) }
        (self.severity, self.own, self.level) = (severity, own, level)
        reason = try reader.text()
        sequence = try reader.integer()
        guard AlertLife.sequences.contains(sequence) else { throw .value(at: reader.position) }
        breachedAt = EventTime(microseconds: try reader.integer())
        firedAt = EventTime(microseconds: try reader.integer())
        reopenings = try reader.integer()
        guard (0..<AlertLife.sequences.upperBound).contains(reopenings) else { throw .value(at: reader.position) }
        acknowledgement = try reader.flag() ? try Acknowledgement(from: &reader) : nil
        standing = try Standing(from: &reader)
    }
}
