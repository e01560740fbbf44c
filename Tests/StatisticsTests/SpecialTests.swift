// Special functions and distributions against reference values, and at the ends of their domains.

import Seeds
import Statistics
import Testing

@Suite struct SpecialTests {
    private let tolerance = 1e-10

    private func table(_ name: String) throws -> [[Double]] { try ReferenceValues("special").value(name) }

    @Test func specialFunctionsAgreeWithTheReference() throws {
        for row in try table("lgamma") { #expect(near(lnGamma(row[0]), row[1], tolerance), "\(row)") }
        for row in try table("beta_ppf") {
            #expect(near(BetaDistribution(row[0], row[1])?.quantile(row[2]), row[3], tolerance), "\(row)")
        }
        for row in try table("gamma_ppf") {
            let law = GammaDistribution(shape: row[0], scale: row[1])
            #expect(near(law?.quantile(row[2]), row[3], tolerance), "\(row)")
        }
        for row in try table("chi2_sf") {
            #expect(near(ChiSquare(degrees: row[1])?.sf(row[0]), row[2], tolerance), "\(row)")
        }
        for row in try table("chi2_isf") {
            #expect(near(ChiSquare(degrees: row[0])?.isf(row[1]), row[2], tolerance), "\(row)")
        }
        for row in try table("binom_cdf") {
            #expect(near(Binomial(count: Int(row[1]), rate: row[2])?.cdf(Int(row[0])), row[3], tolerance), "\(row)")
        }
        for row in try table("kolmogorov") { #expect(near(Kolmogorov.sf(row[0]), row[1], tolerance), "\(row)") }
        for row in try table("kstwo_sf") {
            #expect(near(Kolmogorov.sf(row[0], count: Int(row[1])), row[2], tolerance), "\(row)")
        }
        for (p, reference) in try ReferenceValues("special").value("ndtri", as: [String: Double].self) {
            let p = try #require(Double(p))
            #expect(near(Normal.quantile(p), reference, tolerance), "\(p)")
        }
    }

    /// From scipy 1.17.1: far tails, huge counts and the neighbourhood of zeros.
    @Test func hardPlacesAgreeWithTheReference() {
        #expect(near(lnGamma(1.0000001), -5.772155829918507e-08, tolerance))
        #expect(near(lnGamma(1.999), -0.0004224618006920533, tolerance))
        #expect(near(lnGamma(1e-10), 23.025850929882733, tolerance))
        #expect(near(lnGamma(1e12), 26631021115915.65, tolerance))
        #expect(near(Normal.quantile(1e-300), -37.0470962993612, tolerance))
        #expect(near(Normal.quantile(1e-7), -5.1993375821928165, tolerance))
        #expect(near(Normal.quantile(0.3), -0.5244005127080409, tolerance))
        #expect(near(Normal.cdf(-37), 5.7255712225239266e-300, tolerance))
        #expect(near(Normal.cdf(1.3), 0.9031995154143897, tolerance))
        #expect(near(BetaDistribution(0.5, 1e12 + 0.5)?.quantile(1e-7), 7.85398163397257e-27, tolerance))
        #expect(near(BetaDistribution(460.5, 40.5)?.quantile(1e-7), 0.8417589090654394, tolerance))
        #expect(near(BetaDistribution(460.5, 40.5)?.quantile(upper: 1e-7), 0.9681143281584862, tolerance))
        #expect(near(BetaDistribution(5e5, 7e5)?.quantile(1e-7), 0.4143279151107153, tolerance))
        #expect(near(BetaDistribution(3, 0.02)?.tails(0.25)?.lower, 0.0001319639729711184, tolerance))
        #expect(near(ChiSquare(degrees: 1e6)?.isf(1e-9), 1008505.5094507971, tolerance))
        #expect(near(ChiSquare(degrees: 0.5)?.isf(0.999), 1.349939578623075e-12, tolerance))
        #expect(near(ChiSquare(degrees: 3)?.sf(900), 8.851690237125443e-195, tolerance))
        #expect(near(Binomial(count: 1_000_000, rate: 0.5)?.cdf(497_000), 9.92574881961445e-10, tolerance))
        #expect(near(Binomial(count: 1_000_000, rate: 0.5)?.pmf(497_000), 1.2150669037165992e-11, tolerance))
        #expect(near(Kolmogorov.sf(0.01, count: 500), 0.9999999991073389, tolerance))
        #expect(near(Kolmogorov.sf(0.03, count: 500), 0.7473166700457021, tolerance))
        #expect(near(Kolmogorov.sf(0.2, count: 10), 0.7487190399999999, tolerance))
        #expect(near(Kolmogorov.sf(0.7, count: 5), 0.005560000000000004, tolerance))
        #expect(near(Kolmogorov.sf(0.12, count: 300), 0.0003195501384250739, tolerance))
        #expect(near(Kolmogorov.sf(0.02, count: 3000), 0.17889813623188966, tolerance))
        #expect(near(Kolmogorov.sf(0.3, count: 100), 1.7719869892662917e-08, tolerance))
        #expect(near(Kolmogorov.sf(0.2), 0.999999999999495, tolerance))
        #expect(near(Kolmogorov.sf(3), 3.045995948942526e-08, tolerance))
    }

    /// Where Pelz and Good's expansion is used, the exact law is near, not equal.
    @Test func expansionIsNearTheExactLaw() {
        for (d, n) in [(0.03, 500), (0.05, 500), (0.02, 3000), (0.08, 200)] {
            let exact = Kolmogorov.exactSf(d, count: n) ?? 0
            #expect(near(Kolmogorov.sf(d, count: n), exact, 1e-5) && Kolmogorov.sf(d, count: n) != exact)
        }
    }

    @Test func quantilesInvertTheirDistributions() throws {
        var seed = SeededRandom(seed: 3)
        for _ in 0..<300 {
            let a = 0.5 + 1000 * seed.unit() * seed.unit() * seed.unit()
            let b = 0.5 + 1000 * seed.unit() * seed.unit() * seed.unit()
            let p = max(1e-9, seed.unit() * seed.unit())
            let beta = try #require(BetaDistribution(a, b))
            #expect(near(beta.tails(try #require(beta.quantile(p)))?.lower, p, 1e-8), "\(a) \(b) \(p)")
            let gamma = try #require(GammaDistribution(shape: a, scale: b))
            #expect(near(gamma.tails(try #require(gamma.quantile(upper: p)))?.upper, p, 1e-9), "\(a) \(b) \(p)")
            #expect(near(Normal.cdf(try #require(Normal.quantile(p))), p, 1e-12), "\(p)")
            let count = 1 + Int(5000 * seed.unit())
            let binomial = try #require(Binomial(count: count, rate: seed.unit()))
            let k = try #require(binomial.quantile(p))
            #expect(binomial.cdf(k) >= p && binomial.cdf(k - 1) < p)
            let high = try #require(binomial.quantile(upper: p))
            #expect(binomial.tails(high).upper <= p && binomial.tails(high - 1).upper > p)
        }
    }

    @Test func outsideOfTheDomainThereIsNothing() {
        for bad in [-1.0, 0, .nan, .infinity, -.infinity] {
            #expect(lnGamma(bad) == nil && Normal.quantile(bad) == nil && ChiSquare(degrees: bad) == nil)
            #expect(BetaDistribution(bad, 1) == nil && GammaDistribution(shape: 1, scale: bad) == nil)
            #expect(BetaDistribution(1, 1)?.quantile(bad) == nil && Binomial(count: 5, rate: 0.5)?.quantile(bad) == nil)
        }
        #expect(Binomial(count: -1, rate: 0.5) == nil && Binomial(count: 1, rate: .nan) == nil)
        #expect(Kolmogorov.exactSf(0.1, count: 0) == nil && Kolmogorov.sf(.nan) == nil && Normal.cdf(.nan) == nil)
        #expect(Normal.cdf(-.infinity) == 0 && Normal.cdf(.infinity) == 1 && Kolmogorov.sf(.infinity) == 0)
    }
}
