// What a series of four charts costs: time of a pane, bytes in the store, bytes in memory.

import Detectors
import Glibc
import Model
import Panes
import Statistics

enum Series {
    private static let count = 100_000

    /// Warning and critical lines, and any change to either side: four charts over one stratum.
    private static func chart() -> EvidenceChart {
        let lines: [(Line.Level, Side, Line.Target)] = [
            (.warning, .low, .ratio(0.9)), (.critical, .low, .ratio(0.75)), (.warning, .low, .ratio(1)),
            (.warning, .high, .ratio(1)),
        ]
        var chart = EvidenceChart(
            lines: lines.map { (Line(level: $0.0, side: $0.1, target: $0.2, threshold: 24), Score.refused) })
        chart.adopt([Yardstick(rate: 0.9, events: 4000, low: 0.88, high: 0.92)])
        chart.dateFrom(rate: 0.9)
        return chart
    }

    /// Panes of 20 events by `users` users; none: nobody says whose they are.
    private static func panes(users: Int) -> [PaneEvidence] {
        (0..<64).map { pane in
            var accumulator = Accumulator.zero
            for number in 0..<20 {
                var event = Event(
                    time: EventTime(microseconds: Int64(number)), names: .init(repeating: .absent),
                    outcome: (number + pane) % 10 == 0 ? .complied : .refused, source: .signal, weight: 256,
                    isCanary: false)
                if users > 0 { event.user = UInt64(number % users + 1) }
                accumulator.add(event, pane: Int64(pane), parts: PaneContents(hasUsers: users > 0).parts)
            }
            return PaneEvidence([.init(stratum: 0, accumulator: accumulator)])
        }
    }

    static func figures() -> [Figure] {
        let before = resident()
        var charts = (0..<count).map { _ in chart() }
        var figures: [Figure] = []
        var index: Int64 = 0
        for (name, users, bound) in [("counts", 0, 250.0), ("15 users", 15, 4000)] {
            let panes = panes(users: users)
            let median = Speed.medianOfFive {
                index += 1
                for place in charts.indices {
                    let pane = panes[(place + Int(index)) & 63]
                    charts[place].step(pane, index: index, windowPanes: 360, spellPanes: 60, mayJudge: true)
                }
            }
            figures.append(
                Figure(
                    name: "ms for a pane of 100 000 series of four charts, \(name)", value: median / 1e6,
                    bounds: 0...bound, beside: "\(short(median / Double(4 * count))) ns per chart"))
        }
        let memory = Double(resident() - before) / Double(count)
        var writer = ByteWriter()
        charts[0].write(to: &writer)
        figures.append(
            Figure(name: "bytes of four charts in the store", value: Double(writer.bytes.count), bounds: 0...2048))
        figures.append(
            Figure(
                name: "bytes of four charts in memory", value: memory, bounds: 0...4096,
                beside: "of which \(MemoryLayout<EvidenceChart>.size) in the value itself, "
                    + "\(MemoryLayout<Bets>.size) for each of four sets of bets"))
        return figures
    }

    /// Bytes of the process in memory.
    private static func resident() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
