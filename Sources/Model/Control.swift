// What is said over the control socket: one request, one answer.

/// What somebody asks of a running monitord.
package enum ControlRequest: Equatable, Sendable {
    /// Ids in it may be as short as they are unique. The daemon says when it was given.
    case order(Order)
    /// Reads configuration, rules and baselines anew.
    case reload
    case logLevel(String)
    case status
}

/// What it answers, after what it did is durable.
package enum ControlAnswer: Equatable, Sendable {
    case done(Receipt)
    case refused(Refusal)
    case reloaded(ReloadReport)
    case status(LiveStatus)

    /// An order that was carried out, or a setting that was changed.
    package struct Receipt: Equatable, Sendable {
        /// One sentence.
        package var message: String
        /// The whole id of what it was about; empty when it was about nothing with an id.
        package var id: String

        package init(message: String, id: String = "") {
            self.message = message
            self.id = id
        }
    }

    /// Nothing has changed.
    package struct Refusal: Equatable, Sendable {
        package var reason: String
        package var isNotFound: Bool
        /// Diagnostics, each with its lines.
        package var details: [String]

        package init(reason: String, isNotFound: Bool = false, details: [String] = []) {
            self.reason = reason
            self.isNotFound = isNotFound
            self.details = details
        }

        package init(_ refusal: OrderRefusal) {
            self.init(reason: refusal.reason, isNotFound: refusal.isNotFound)
        }
    }
}

/// A frame: the version, the length of the body as eight bytes, the body.
package enum ControlFrame {
    package static let version: UInt8 = 1
    package static let headBytes = 9
    package static let requestBytesMax = 64 * 1024
    /// A status of many partitions, or the diagnostics of many files.
    package static let answerBytesMax = 16 * 1024 * 1024

    /// What the bytes that came so far are.
    package enum Progress: Equatable, Sendable {
        case incomplete
        case body([UInt8])
        case broken(String)
    }

    package static func wrapped(_ body: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(version)
        writer.write(Int64(body.count))
        return writer.bytes + body
    }

    package static func read(_ bytes: [UInt8], bodyBytesMax: Int) -> Progress {
        guard let first = bytes.first else { return .incomplete }
        guard first == version else { return .broken("version \(first) is not spoken here, only \(version)") }
        guard bytes.count >= headBytes else { return .incomplete }
        var reader = ByteReader(Array(bytes[1..<headBytes]))
        guard let length = try? reader.integer(), 0...Int64(bodyBytesMax) ~= length else {
            return .broken("a body must have 0 to \(bodyBytesMax) bytes")
        }
        guard bytes.count >= headBytes + Int(length) else { return .incomplete }
        guard bytes.count == headBytes + Int(length) else { return .broken("more bytes than the frame has") }
        return .body(Array(bytes[headBytes...]))
    }
}
