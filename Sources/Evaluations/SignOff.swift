// The record of a decision, for whoever asks later.

package import Model

/// What is kept beside a deploy: what was compared, what the gates said, and who answers for it.
package struct SignOff: Sendable {
    package static let schema = "monitord.signoff/1"

    package struct Signature: Equatable, Sendable {
        package var name: String
        package var comment: String
        package var at: EventTime

        package init(name: String, comment: String, at: EventTime) {
            (self.name, self.comment, self.at) = (name, comment, at)
        }
    }

    package var comparison: Comparison
    package var verdict: GateVerdict
    /// SHA-256 of the files, in hexadecimal.
    package var baseHash: String
    package var tunedHash: String
    package var gatesHash: String
    package var signature: Signature?

    package init(
        _ comparison: Comparison, _ verdict: GateVerdict, baseHash: String, tunedHash: String, gatesHash: String,
        signature: Signature?
    ) {
        (self.comparison, self.verdict, self.signature) = (comparison, verdict, signature)
        (self.baseHash, self.tunedHash, self.gatesHash) = (baseHash, tunedHash, gatesHash)
    }

    /// A review passes once it is signed; a block never does.
    package var isPassed: Bool {
        switch verdict.word {
        case .pass: true
        case .review: signature != nil
        case .block: false
        }
    }

    package func write(exitStatus: Int32, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("schema", Self.schema)
            writer.field("verdict", verdict.word.rawValue)
            writer.field("pass", isPassed)
            writer.field("exit_status", Int64(exitStatus))
            writer.key("suite")
            writer.object { comparison.base.suite.write(to: &$0) }
            writer.field("base_report_sha256", baseHash)
            writer.field("tuned_report_sha256", tunedHash)
            writer.field("gates_sha256", gatesHash)
            comparison.writeSides(to: &writer)
            writer.key("gates")
            writer.array { writer in for decision in verdict.decisions { decision.write(to: &writer) } }
            comparison.writeCases(to: &writer)
            writer.key("signed")
            if let signature {
                writer.object { writer in
                    writer.field("by", signature.name)
                    writer.field("comment", signature.comment)
                    writer.field("at", signature.at.rfc3339)
                }
            } else {
                writer.null()
            }
        }
    }
}
