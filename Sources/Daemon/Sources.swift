// The sources as the pipeline sees them.

package import Kafka
package import Model
package import Panes
package import Pipeline
package import Platform

extension LineSource: RecordSource {
    package mutating func poll(into batch: inout RecordBatch, timeout: TimeSpan) throws(SourceFailure) {
        do throws(SystemError) {
            try poll(into: &batch, timeout: .some(timeout))
        } catch {
            throw SourceFailure(message: error.text, isTemporary: false)
        }
    }

    package mutating func restart(partition: Int, at offset: Int64) throws(SourceFailure) {
        throw SourceFailure(
            message: "\(topic) is not the file that was read before; use another store or another file",
            isTemporary: false)
    }

    package mutating func mirror(_ positions: [Position]) {}

    package var trouble: String? { nil }
}

extension KafkaSource: RecordSource {}
