// The elementary functions against the machine's own.

import Glibc
import Seeds
import Statistics
import Testing

@Suite struct ElementaryTests {
    @Test func agreesWithTheMachinesOwn() {
        var seed = SeededRandom(seed: 1)
        var worst = 0.0
        for _ in 0..<300_000 {
            let x = Double.random(in: -740...709, using: &seed)
            let small = Double.random(in: -0.999...1, using: &seed)
            let tiny = small * Glibc.exp(-Double.random(in: 0...40, using: &seed))
            let pairs: [(Double, Double)] = [
                (Statistics.exp(x), Glibc.exp(x)), (ln(Glibc.exp(x)), Glibc.log(Glibc.exp(x))),
                (ln(1 + tiny), Glibc.log(1 + tiny)), (ln1p(tiny), Glibc.log1p(tiny)),
                (Statistics.expm1(tiny), Glibc.expm1(tiny)),
            ]
            for (ours, theirs) in pairs where abs(theirs) > 1e-300 {
                worst = max(worst, abs(ours - theirs) / abs(theirs))
            }
        }
        #expect(worst < 5e-16)
    }

    @Test func edgesAreWhatTheyShouldBe() {
        #expect(ln(0) == -.infinity && ln(-1).isNaN && ln(.nan).isNaN && ln(.infinity) == .infinity && ln(1) == 0)
        #expect(Statistics.exp(-.infinity) == 0 && Statistics.exp(.infinity) == .infinity)
        #expect(Statistics.exp(.nan).isNaN && Statistics.exp(0) == 1)
        #expect(ln(.leastNonzeroMagnitude) == Glibc.log(Double.leastNonzeroMagnitude))
        #expect(softplus(-.infinity) == 0 && softplus(800) == 800)
        #expect(ln1p(-1) == -.infinity && ln1p(1e-300) == 1e-300)
    }
}
