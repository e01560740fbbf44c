// Figures that the documentation gives for the evidence detectors, measured anew: `make figures`. Words on the command
// line choose some of them. Fails when one is outside its bounds.

import Glibc

typealias Measurement = @Sendable () async -> [Figure]

let measurements: [(name: String, measure: Measurement)] = [
    ("speed", { [Speed.counts(), Speed.users(), Speed.shares()] }),
    ("series", { Series.figures() }),
    (
        "delay",
        {
            [
                await Rates.delay(to: 0.83, runs: 4000, bounds: 167...191),
                await Rates.delay(to: 0.69, runs: 4000, bounds: 39...47),
                await Rates.delay(to: 0.90, runs: 2000, bounds: 1860...2160),
            ]
        }
    ),
    ("boundary", { [await Rates.boundary(runs: 40)] }),
    ("baseline", { [await Rates.baselineError(runs: 400)] }),
    ("pairs", { [await Rates.pairs(runs: 2000)] }),
    ("mix", { await Mixes.shift(runs: 100) }),
    ("sessions", { [await Mixes.sessions(runs: 300)] }),
    ("topics", { [await Mixes.topics(runs: 60)] }),
    ("isolation", { Isolation.traces() + Isolation.costs() }),
    ("fleet", { [await Rates.fleet(series: 2000, days: 30)] }),
]

let chosen = CommandLine.arguments.dropFirst()
let names = measurements.map(\.name)
guard chosen.allSatisfy(names.contains) else {
    print("figures: \(names.joined(separator: " "))")
    exit(2)
}
var isOut = false
for (name, measure) in measurements where chosen.isEmpty || chosen.contains(name) {
    for figure in await measure() {
        print(figure.line)
        if !figure.holds { isOut = true }
    }
}
exit(isOut ? 1 : 0)
