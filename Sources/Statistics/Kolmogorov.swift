// How far an empirical distribution strays: Kolmogorov's limit, and the exact law for one sample.

package enum Kolmogorov {
    /// P(K > x) of the limit √n D; nil when x is not a number.
    package static func sf(_ x: Double) -> Double? {
        guard !x.isNaN else { return nil }
        guard x > 0 else { return 1 }
        if x < 1 {
            // Jacobi's form of the theta function converges for small x.
            let t = -1.2337005501361697 / (x * x)
            let sum = exp(t) + exp(9 * t) + exp(25 * t) + exp(49 * t)
            return min(1, max(0, 1 - 2.5066282746310005 / x * sum))
        }
        let t = -2 * x * x
        return 2 * (exp(t) - exp(4 * t) + exp(9 * t) - exp(16 * t))
    }

    /// Above this many values the exact law is not computed.
    package static let exactCountMax = 20_000

    /// P(D > d) for the two-sided statistic of one sample of n, exactly; nil unless 1 ≤ n ≤ `exactCountMax`.
    package static func exactSf(_ d: Double, count n: Int) -> Double? {
        guard n >= 1, n <= exactCountMax, !d.isNaN else { return nil }
        return exactUnbounded(d, n)
    }

    private static func exactUnbounded(_ d: Double, _ n: Int) -> Double {
        if 2 * Double(n) * d <= 1 { return 1 }
        if d >= 1 { return 0 }
        // Far out, both sides together cost less than 1e-10 of twice one side.
        if d >= 0.5 || Double(n) * d * d > 4 { return min(1, 2 * oneSided(d, Double(n))) }
        return min(1, max(0, 1 - matrixCdf(d, n)))
    }

    /// P(D > d) for the two-sided statistic of one sample of n, with scipy's choice of methods: exact for few values
    /// or small d, twice one side far out, and between them Pelz and Good's expansion, which is off by up to 1e-6 of
    /// it. Nil unless 1 ≤ n ≤ `countedMax`.
    package static func sf(_ d: Double, count n: Int) -> Double? {
        guard n >= 1, n <= countedMax, !d.isNaN else { return nil }
        let size = Double(n)
        if 2 * size * d <= 1 || d >= 0.5 || n <= 140 || (n <= exactCountMax && size * d * d.squareRoot() <= 1.4) {
            return d >= 0.5 && d < 1 ? min(1, 2 * oneSided(d, size)) : exactUnbounded(d, n)
        }
        if size * d * d >= 370 { return 0 }
        if size * d * d >= 2.2 { return min(1, 2 * oneSided(d, size)) }
        return min(1, max(0, 1 - pelzGood(d, size)))
    }

    /// Above this many values `sf(_:count:)` says nothing; the limit has taken over long before.
    package static let countedMax = 1_000_000

    /// Pelz and Good (1976), as Simard and L'Ecuyer (2011) write it: the limit law and three corrections in 1/√n.
    private static func pelzGood(_ d: Double, _ n: Double) -> Double {
        let z = d * n.squareRoot()
        let z2 = z * z
        let z4 = z2 * z2
        let z6 = z4 * z2
        let pi2 = 9.869604401089358
        let root2Pi = 2.5066282746310005
        var k0 = 0.0
        var k1 = 0.0
        var k2 = 0.0
        var k3 = 0.0
        for k in 0..<40 {
            let odd = Double(2 * k + 1)
            let s = pi2 / 4 * odd * odd
            let weight = exp(-s / (2 * z2))
            k0 += weight
            k1 += (s - z2) * weight
            k2 += (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * s + (1 - 2 * z2) * s * s) * weight
            let inner: Double = (135 * z4 - 96 * z6) * s + (212 * z4 - 60 * z2) * s * s
            k3 += (-30 * z6 - 90 * z4 * z4 + inner + (5 - 30 * z2) * s * s * s) * weight
            let t = pi2 * Double(k + 1) * Double(k + 1)
            let even = t * exp(-t / (2 * z2))
            k2 -= 2 * z4 * even
            k3 += 30 * z4 * (3 * z2 - t) * even
        }
        let root = n.squareRoot()
        let first: Double = k0 / z + k1 / (6 * z4 * root)
        return root2Pi * (first + k2 / (72 * z6 * z * n) + k3 / (6480 * z6 * z4 * n * root))
    }

    /// Smirnov's sum, Σ C(n,j) (d + j/n)ʲ⁻¹ (1 − d − j/n)ⁿ⁻ʲ times d, of positive terms.
    private static func oneSided(_ d: Double, _ n: Double) -> Double {
        var sum = 0.0
        var j = 0.0
        while j <= n * (1 - d) {
            let p = d + j / n
            sum += binomialProbability(j, n, min(p, 1)) / p
            j += 1
        }
        return d * sum
    }

    /// Marsaglia, Tsang & Wang (2003): the middle entry of Hⁿ times n!/nⁿ. H is nearly Toeplitz with factorials that
    /// die out, so a vector is stepped n times through a band instead of multiplying matrices.
    private static func matrixCdf(_ d: Double, _ n: Int) -> Double {
        let nd = Double(n) * d
        let k = Int(nd) + 1
        let m = 2 * k - 1
        let h = Double(k) - nd
        let band = bandOfFactorials(min(m + 1, 60))
        // What the first column and the last row lack: hⁱ / i!.
        var edge = [Double](repeating: 0, count: m + 1)
        for i in 1..<min(m + 1, band.count) { edge[i] = power(h, Double(i)) * band[i] }
        let corner = m < band.count && 2 * h > 1 ? power(2 * h - 1, Double(m)) * band[m] : 0
        var v = [Double](repeating: 0, count: m)
        v[k - 1] = 1
        var next = v
        var exponent = 0
        for step in 1...n {
            let scale = Double(step) / Double(n)
            var largest = 0.0
            for i in 0..<m {
                var sum = 0.0
                for j in max(0, i + 2 - band.count)...min(m - 1, i + 1) { sum += v[j] * band[i - j + 1] }
                sum -= v[0] * edge[i + 1]
                if i == m - 1 {
                    for j in max(0, m + 1 - edge.count)..<m { sum -= v[j] * edge[m - j] }
                    sum += v[0] * corner
                }
                next[i] = max(0, sum * scale)
                largest = max(largest, next[i])
            }
            swap(&v, &next)
            guard largest > 0 else { return 0 }
            if largest < 0x1p-200 || largest > 0x1p200 {
                let shift = largest.exponent
                exponent += Int(shift)
                for i in 0..<m { v[i] = Double(sign: .plus, exponent: -Int(shift), significand: v[i]) }
            }
        }
        return Double(sign: .plus, exponent: exponent, significand: v[k - 1])
    }

    /// 1 / i! for i below `count`.
    private static func bandOfFactorials(_ count: Int) -> [Double] {
        var values = [1.0]
        for i in 1..<max(2, count) { values.append(values[i - 1] / Double(i)) }
        return values
    }
}
