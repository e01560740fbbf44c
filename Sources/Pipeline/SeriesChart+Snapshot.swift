// The state of a series as bytes, for the store.

internal import Alerts
internal import Detectors
internal import Model

extension SeriesChart {
    private static let version: UInt8 = 3

    /// Nil when there is nothing to remember.
    var bytes: [UInt8]? {
        var writer = ByteWriter()
        writer.write(Self.version)
        writeStrata(to: &writer)
        life.write(to: &writer)
        writer.write(yardstickName)
        rolling?.write(to: &writer)
        switch judge {
        case .evidence(let chart):
            writer.write(UInt8(1))
            chart.write(to: &writer)
        case .mix(let chart):
            writer.write(UInt8(2))
            chart.write(to: &writer)
        case .cusum(let chart, _):
            writer.write(UInt8(3))
            chart.write(to: &writer)
        case .control(let chart):
            writer.write(UInt8(4))
            chart.write(to: &writer)
        case .paired(let chart, _):
            writer.write(UInt8(5))
            chart.write(to: &writer)
        case .waiting, .literal, .absence, .registry:
            if life.isQuiet, rolling == nil { return nil }
            writer.write(UInt8(0))
        }
        return writer.bytes
    }

    /// What the state is only good with: the id of a baseline, or another word where there is none, and what the
    /// series is.
    private var yardstickName: String { yardstick + " " + identity }

    /// States from before series were told apart have the yardstick's name alone.
    private static func isOf(_ identity: String, _ name: String) -> Bool {
        !name.utf8.contains(0x20) || name.utf8.reversed().starts(with: identity.utf8.reversed())
    }

    private var yardstick: String { baselineID ?? (rolling == nil ? "" : "rolling") }

    // Strata that are outside every window now are part of what is bet on still, so a start must know them too.
    private func writeStrata(to writer: inout ByteWriter) {
        let dimension = strataDimension
        writer.write(Int64(dimension == nil ? 0 : strata.count))
        guard let dimension else { return }
        for index in strataOrder { writer.write(strata[index].scope[dimension] ?? "") }
    }

    /// The values of the strata that `bytes` speak of; none when they cannot be read.
    /// A series that is another one now has other strata.
    static func strata(in bytes: [UInt8], identity: String) -> [String] {
        var reader = ByteReader(bytes)
        guard let version = try? reader.byte(), version == Self.version, let strata = try? strata(from: &reader),
            (try? AlertLife(from: &reader)) != nil, let name = try? reader.text(),
            isOf(identity, name)
        else { return [] }
        return strata
    }

    private static func strata(from reader: inout ByteReader) throws(ByteCodingError) -> [String] {
        let count = try reader.integer()
        guard count >= 0 else { throw .value(at: reader.position - 8) }
        var strata: [String] = []
        // Ends at the end of the bytes, whatever the count says.
        while strata.count < count { strata.append(try reader.text()) }
        return strata
    }

    /// Evidence against another baseline, or of another kind, is left out: the chart then begins anew.
    mutating func restore(_ bytes: [UInt8], plan: ChartPlan) throws(ByteCodingError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        _ = try Self.strata(from: &reader)
        let life = try AlertLife(from: &reader)
        let name = try reader.text()
        let isSame = name.utf8.prefix { $0 != 0x20 }.elementsEqual(yardstick.utf8) && Self.isOf(identity, name)
        self.life = life
        hasHistory = true
        guard isSame else { return }
        if rolling != nil {
            rolling = try RollingBaseline(from: &reader)
            adoptDays(plan)
        }
        let kind = try reader.byte()
        switch (judge, kind) {
        case (.evidence(var chart), 1):
            try chart.restore(from: &reader)
            judge = .evidence(chart)
        case (.mix(var chart), 2):
            try chart.restore(from: &reader)
            judge = .mix(chart)
        case (.cusum(var chart, let score), 3):
            try chart.restore(from: &reader)
            judge = .cusum(chart, score)
        case (.control(var chart), 4):
            try chart.restore(from: &reader)
            judge = .control(chart)
        case (.paired(var chart, let score), 5):
            try chart.restore(from: &reader)
            judge = .paired(chart, score)
        default: return
        }
        guard reader.isAtEnd else { throw .value(at: reader.position) }
    }
}
