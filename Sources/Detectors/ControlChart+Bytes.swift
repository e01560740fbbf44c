// A control chart as bytes, for the store.

package import Model

extension ControlChart {
    private static let version: UInt8 = 1

    package func write(to writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(weightMax)
        writer.write(UInt8(open == nil ? 0 : 1))
        if let open {
            writer.write(open.number)
            writer.write(open.events)
            writer.write(open.sum)
        }
        writer.write(UInt8(isOutside ? 1 : 0))
        writer.write(distance)
        writer.write(limit)
        writer.write(core.code)
        switch core {
        case .p(let chart): writer.write(chart.p0)
        case .laney(let p0, let scatter):
            writer.write(p0)
            writer.write(scatter.points)
            writer.write(scatter.meanRange)
            writer.write(scatter.last)
        case .ewma(let p0, let average):
            writer.write(p0)
            average.write(to: &writer)
        case .individuals(let individuals):
            writer.write(UInt8(individuals.values.count))
            for value in individuals.values { writer.write(value) }
            writer.write(individuals.last)
        case .gaps(let chart, _, let gap):
            writer.write(chart.p0)
            writer.write(gap)
        }
    }

    /// Puts back what `write` wrote. A chart of another kind, or around another rate, is not this one: then it throws.
    package mutating func restore(from reader: inout ByteReader) throws(ByteCodingError) {
        try reader.version(Self.version)
        var next = self
        next.weightMax = try reader.number(in: snapshotWeights)
        next.open = nil
        if try reader.flag() {
            let number = try reader.integer()
            let events = try reader.number(in: 0...0x1p60)
            next.open = Subgroup(number: number, events: events, sum: try reader.number(in: -1e90...1e90))
        }
        next.isOutside = try reader.flag()
        next.distance = try reader.flag() ? try reader.number(in: 0...1e101) : nil
        next.limit = try reader.flag() ? try reader.number(in: 0...1e101) : nil
        guard try reader.byte() == core.code else { throw .value(at: reader.position - 1) }
        switch next.core {
        case .p(let chart): try reader.same(chart.p0)
        case .laney(let p0, var scatter):
            try reader.same(p0)
            scatter.points = try reader.integer()
            guard scatter.points >= 0, scatter.points < .max else { throw .value(at: reader.position - 8) }
            scatter.meanRange = try reader.number(in: 0...1e30)
            scatter.last = try reader.number(in: -1e30...1e30)
            next.core = .laney(p0: p0, scatter)
        case .ewma(let p0, _):
            try reader.same(p0)
            next.core = .ewma(p0: p0, try EWMAChart(from: &reader))
        case .individuals:
            var individuals = Individuals()
            let count = try reader.byte()
            guard count <= Self.phaseOne else { throw .value(at: reader.position - 1) }
            for _ in 0..<count { individuals.learn(try reader.number(in: -1e100...1e100)) }
            individuals.last = try reader.flag() ? try reader.number(in: -1e100...1e100) : nil
            next.core = .individuals(individuals)
        case .gaps(let chart, let gaps, _):
            try reader.same(chart.p0)
            next.core = .gaps(chart, gaps, gap: try reader.number(in: 0...1e60))
        }
        self = next
    }
}

extension ControlChart.Core {
    fileprivate var code: UInt8 {
        switch self {
        case .p: 0
        case .laney: 1
        case .ewma: 2
        case .individuals: 3
        case .gaps: 4
        }
    }
}

extension ByteReader {
    fileprivate mutating func same(_ number: Double) throws(ByteCodingError) {
        guard try self.number() == number else { throw .value(at: position - 8) }
    }
}
