// A canary rule's series as bytes, for the store.

internal import Alerts
internal import Canaries
internal import Model

extension CanarySeries {
    private static let version: UInt8 = 1

    /// Nil where there is nothing to remember.
    var bytes: [UInt8]? {
        if life.isQuiet, facts == CanarySeries(rule, scope).facts { return nil }
        var writer = ByteWriter()
        writer.write(Self.version)
        life.write(to: &writer)
        saying.write(to: &writer)
        writer.write(at.microseconds)
        switch facts {
        case .none: break
        case .suite(let evidence): evidence.write(to: &writer)
        case .comparison(let evidence): evidence.write(to: &writer)
        case .schedule(let course): course.write(to: &writer)
        case .leak(let course): course.write(to: &writer)
        case .identity(let course): course.write(to: &writer)
        case .evaluations(let count): count.write(to: &writer)
        }
        return writer.bytes
    }

    init(_ rule: CanaryRule, _ scope: Scope, bytes: [UInt8]) throws(ByteCodingError) {
        self.init(rule, scope)
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        life = try AlertLife(from: &reader)
        saying = try CanarySaying(from: &reader)
        at = EventTime(microseconds: try reader.integer())
        switch facts {
        case .none: break
        case .suite: facts = .suite(try SuiteEvidence(from: &reader))
        case .comparison: facts = .comparison(try ComparisonEvidence(from: &reader))
        case .schedule: facts = .schedule(try ScheduleCourse(from: &reader))
        case .leak: facts = .leak(try LeakCourse(from: &reader))
        case .identity: facts = .identity(try IdentityCourse(from: &reader))
        case .evaluations: facts = .evaluations(try EvaluationCount(from: &reader))
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}

extension CanarySaying {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(severity?.rawValue ?? .max)
        writer.write(UInt8(isRecovered ? 1 : 0))
        writer.write(summary)
        writer.write(ground)
        for number in [value, usual, statistic, threshold] { writer.write(number) }
        writer.write(events)
    }

    fileprivate init(from reader: inout ByteReader) throws(ByteCodingError) {
        let code = try reader.byte()
        severity = Severity(rawValue: code)
        guard severity != nil || code == .max else { throw .value(at: reader.position - 1) }
        isRecovered = try reader.flag()
        summary = try reader.text()
        ground = try reader.text()
        value = try reader.numberOrNil()
        usual = try reader.numberOrNil()
        statistic = try reader.numberOrNil()
        threshold = try reader.numberOrNil()
        events = try reader.integer()
        guard events >= 0 else { throw .value(at: reader.position - 8) }
    }
}
