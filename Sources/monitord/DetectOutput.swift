// What a detector says of a series, as JSON.

internal import Detectors
internal import Model

/// One field of the answer.
enum DetectValue {
    case number(Double?)
    case count(Int)
    case numbers([Double?])
    case objects([[(String, DetectValue)]])

    func write(to writer: inout JSONWriter) {
        switch self {
        case .number(let number): Self.write(number, to: &writer)
        case .count(let count): writer.value(count)
        case .numbers(let numbers):
            writer.array { writer in
                for number in numbers { Self.write(number, to: &writer) }
            }
        case .objects(let objects):
            writer.array { writer in
                for object in objects {
                    writer.object { writer in
                        for (name, value) in object {
                            writer.key(name)
                            value.write(to: &writer)
                        }
                    }
                }
            }
        }
    }

    /// No evidence at all is −∞, which JSON does not have.
    private static func write(_ number: Double?, to writer: inout JSONWriter) {
        if let number { writer.value(number) } else { writer.null() }
    }
}

/// Fields in the order in which they are printed.
struct DetectOutput {
    private(set) var fields: [(String, DetectValue)] = []

    mutating func add(_ name: String, _ value: DetectValue) { fields.append((name, value)) }
    mutating func add(_ name: String, _ number: Double?) { add(name, .number(number)) }
    mutating func add(_ name: String, _ numbers: [Double]) { add(name, .numbers(numbers)) }
    mutating func add(_ name: String, _ range: ClosedRange<Double>) {
        add(name, .numbers([range.lowerBound, range.upperBound]))
    }

    func write(to writer: inout JSONWriter) {
        for (name, value) in fields {
            writer.key(name)
            value.write(to: &writer)
        }
    }
}

/// The statistic of every step and the alarms: where it crossed its line.
struct DetectPath {
    private var statistics: [Double] = []
    private var alarms: [[(String, DetectValue)]] = []
    private var wasAlarm = false

    /// Takes one step; true when an alarm began.
    @discardableResult mutating func add(
        _ statistic: Double, isAlarm: Bool, onset: OnsetReading? = nil, _ more: [(String, DetectValue)] = []
    ) -> Bool {
        let begins = isAlarm && !wasAlarm
        if begins {
            var alarm: [(String, DetectValue)] = [
                ("step", .count(statistics.count)), ("statistic", .number(statistic)),
            ]
            if let onset {
                alarm.append(("onset", .count(Int(onset.pane))))
                alarm.append(
                    ("interval", .numbers([onset.interval.lowerBound, onset.interval.upperBound].map(Double.init))))
            }
            alarms.append(alarm + more)
        }
        wasAlarm = isAlarm
        statistics.append(statistic)
        return begins
    }

    /// The detector was reset: the next alarm is one of its own.
    mutating func forget() { wasAlarm = false }

    func write(to output: inout DetectOutput, as name: String = "statistic") {
        output.add("steps", .count(statistics.count))
        output.add(name, .numbers(statistics))
        output.add("alarms", .objects(alarms))
    }
}
