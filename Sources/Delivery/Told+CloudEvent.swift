// A transition as a CloudEvent (version 1.0, structured JSON).

import Model

extension Told {
    /// `source`: who speaks. `limit`: bytes that the transition may have.
    package func cloudEvent(source: String, limit: Int = .max) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("specversion", "1.0")
            writer.field("id", "\(id.text)-\(sequence)")
            writer.field("source", source)
            writer.field("type", "dev.monitord.alert.\(transition.rawValue).v1")
            writer.field("subject", id.text)
            writer.field("time", updatedAt.rfc3339)
            writer.field("datacontenttype", "application/json")
            writer.key("data")
            shortened(to: limit).write(to: &writer)
        }
        return writer.bytes
    }

    static let cloudEventContentType = "application/cloudevents+json"
    /// With this every CloudEvent of ours begins, and no rollback.
    static let cloudEventStart = Array("{\"specversion\"".utf8)
}
