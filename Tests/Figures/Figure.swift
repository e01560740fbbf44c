// One figure: what was measured, and between which bounds it has to be.

struct Figure: Sendable {
    let name: String
    let value: Double
    let bounds: ClosedRange<Double>
    /// Measured on the same events, for comparison only.
    var beside = ""

    var holds: Bool { bounds.contains(value) }

    var line: String {
        let bound = "\(short(bounds.lowerBound))…\(short(bounds.upperBound))"
        let text = "\(holds ? "ok  " : "OUT ") \(name): \(short(value)) in \(bound)"
        return beside.isEmpty ? text : text + "; \(beside)"
    }
}

func short(_ value: Double) -> String {
    let scaled = (value * 1000).rounded() / 1000
    return scaled == scaled.rounded() ? "\(Int(scaled))" : "\(scaled)"
}

/// Runs a simulation for each number below `count`, on all processors; results in the order of the numbers.
func inParallel<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
        for index in 0..<count { group.addTask { (index, body(index)) } }
        var results: [(Int, Result)] = []
        for await result in group { results.append(result) }
        return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
