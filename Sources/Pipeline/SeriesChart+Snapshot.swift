// The state of a series as bytes, for the store.

internal import Alerts
internal import Detectors
internal import Model

extension SeriesChart {
    private static let version: UInt8 = 2

    /// Nil when there is nothing to remember.
    var bytes: [UInt8]? {
        var writer = ByteWriter()
        writer.write(Self.version)
        life.write(to: &writer)
        writer.write(baselineID ?? "")
        switch judge {
        case .evidence(let chart):
            writer.write(UInt8(1))
            chart.write(to: &writer)
        case .mix(let chart):
            writer.write(UInt8(2))
            chart.write(to: &writer)
        case .waiting, .literal, .absence:
            if life.isQuiet { return nil }
            writer.write(UInt8(0))
        }
        return writer.bytes
    }

    /// Evidence against another baseline, or of another kind, is left out: the chart then begins anew.
    mutating func restore(_ bytes: [UInt8]) throws(ByteCodingError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        let life = try AlertLife(from: &reader)
        let isSame = try reader.text() == baselineID ?? ""
        let kind = try reader.byte()
        self.life = life
        hasHistory = true
        guard isSame else { return }
        switch (judge, kind) {
        case (.evidence(var chart), 1):
            try chart.restore(from: &reader)
            judge = .evidence(chart)
        case (.mix(var chart), 2):
            try chart.restore(from: &reader)
            judge = .mix(chart)
        case (.waiting, 1):
            stored = reader
            return
        default: return
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}
