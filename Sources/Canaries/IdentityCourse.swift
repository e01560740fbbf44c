// Whether an endpoint serves what it should.

package import Model

/// What one target's answers said of who gave them.
package struct IdentityCourse: Equatable, Sendable {
    /// Fingerprints that were seen, with the model that they came with, oldest first; more are forgotten.
    private var seen: [String] = []
    /// The last run that found something.
    private var troubled = ""

    static let seenMax = 16

    package init() {}

    /// What a report showed that was not so before.
    package struct News: Equatable, Sendable {
        /// A model that is not the one that has to be served.
        package var strange: String?
        /// A fingerprint that this model was not seen with, where it had another before.
        package var changed: String?
        /// Fingerprints that are new, each once.
        package var contexts: [String] = []
        /// The run is complete and found nothing.
        package var isClean = false
    }

    /// `served` is what the endpoint has to say that it served; nil: whatever it says.
    package mutating func take(_ report: CanaryReport, served: String?) -> News {
        var news = News()
        for result in report.results {
            if let served, !result.servedModel.isEmpty, !result.servedModel.utf8.elementsEqual(served.utf8) {
                news.strange = result.servedModel
            }
            guard !result.fingerprint.isEmpty else { continue }
            let context = "\(result.servedModel) \(result.fingerprint)"
            guard !seen.contains(where: { $0.utf8.elementsEqual(context.utf8) }) else { continue }
            let prefix = Array("\(result.servedModel) ".utf8)
            if seen.contains(where: { $0.utf8.starts(with: prefix) }) { news.changed = result.fingerprint }
            news.contexts.append(context)
            seen.append(context)
            if seen.count > Self.seenMax { seen.removeFirst() }
        }
        if news.strange != nil || news.changed != nil { troubled = report.run.id }
        news.isClean = report.run.state == .complete && !troubled.utf8.elementsEqual(report.run.id.utf8)
        return news
    }

    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(troubled)
        writer.write(Int64(seen.count))
        for context in seen { writer.write(context) }
    }

    package init(from reader: inout ByteReader) throws(ByteCodingError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        troubled = try reader.text()
        for _ in 0..<(try reader.count(max: Int64(Self.seenMax))) { seen.append(try reader.text()) }
    }
}
