// An order as bytes, for the control socket.

extension Order {
    /// Longest text that somebody may leave behind.
    package static let textBytesMax = 4096
    package static let nameBytesMax = 128

    func write(to writer: inout ByteWriter) {
        writer.write(note.at.microseconds)
        writer.write(note.by)
        writer.write(note.text)
        switch act {
        case .acknowledge(let alert, let verdict): writer.write(0, alert.text, verdict.rawValue)
        case .note(let alert): writer.write(1, alert.text)
        case .resolve(let alert): writer.write(2, alert.text)
        case .silence(let filter, let from, let until):
            writer.write(3, filter.text)
            writer.write(from.microseconds)
            writer.write(until.microseconds)
        case .expire(let silence): writer.write(4, silence)
        case .step(let incident, let name): writer.write(5, incident, name.rawValue)
        case .noteIncident(let incident): writer.write(6, incident)
        case .close(let incident): writer.write(7, incident)
        case .finish(let task): writer.write(8, task)
        case .pauseCanaries: writer.write(9, "")
        case .resumeCanaries: writer.write(10, "")
        case .runSuite(let suite, let target): writer.write(11, suite, target ?? "")
        case .retry(let notification): writer.write(12, notification ?? "")
        case .drop(let notification): writer.write(13, notification)
        }
    }

    init(from reader: inout ByteReader) throws(ByteCodingError) {
        let at = EventTime(microseconds: try reader.integer())
        let by = try reader.text(bytesMax: Order.nameBytesMax)
        let text = try reader.text(bytesMax: Order.textBytesMax)
        let kind = try reader.byte()
        let subject = try reader.text(bytesMax: kind == 3 ? Order.textBytesMax : Order.nameBytesMax)
        act = try Order.act(kind, subject, &reader)
        note = Note(at: at, by: by, text: text)
    }

    private static func act(
        _ kind: UInt8, _ subject: String, _ reader: inout ByteReader
    ) throws(ByteCodingError) -> Act {
        switch kind {
        case 0:
            let word = try reader.text()
            guard let verdict = Acknowledgement.Verdict(rawValue: word) else { throw .value(at: reader.position) }
            return .acknowledge(AlertID(text: subject), verdict)
        case 1: return .note(AlertID(text: subject))
        case 2: return .resolve(AlertID(text: subject))
        case 3:
            let from = EventTime(microseconds: try reader.integer())
            let until = EventTime(microseconds: try reader.integer())
            do throws(FilterError) {
                return .silence(try Filter(subject), from: from, until: until)
            } catch {
                throw .value(at: reader.position)
            }
        case 4: return .expire(silence: subject)
        case 5:
            let word = try reader.text()
            guard let name = Incident.Step.Name(rawValue: word) else { throw .value(at: reader.position) }
            return .step(incident: subject, name)
        case 6: return .noteIncident(subject)
        case 7: return .close(incident: subject)
        case 8: return .finish(task: subject)
        case 9: return .pauseCanaries
        case 10: return .resumeCanaries
        case 11:
            let target = try reader.text(bytesMax: Order.nameBytesMax)
            return .runSuite(subject, target: target.isEmpty ? nil : target)
        case 12: return .retry(notification: subject.isEmpty ? nil : subject)
        case 13: return .drop(notification: subject)
        default: throw .value(at: reader.position)
        }
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ kind: UInt8, _ texts: String...) {
        write(kind)
        for text in texts { write(text) }
    }
}

extension ByteReader {
    fileprivate mutating func text(bytesMax: Int) throws(ByteCodingError) -> String {
        let text = try text()
        guard text.utf8.count <= bytesMax else { throw .value(at: position) }
        return text
    }
}
