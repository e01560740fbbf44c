// The test for a trend against values computed apart from it.

import Statistics
import Testing

@Suite struct TrendTests {
    private func trend(_ groups: [(hits: Double, count: Double, score: Double)]) throws -> TrendTest? {
        TrendTest(
            try groups.map { group in
                TrendTest.Group(try #require(Proportion(hits: group.hits, of: group.count)), score: group.score)
            })
    }

    /// From the definition with exact fractions, and the error function at 40 digits (mpmath). A permutation test of
    /// the first case gives p = 0.0013.
    @Test func trendsAgreeWithTheReference() throws {
        let cases: [(groups: [(hits: Double, count: Double, score: Double)], z: Double, p: Double, slope: Double)] = [
            (
                [(24, 24, 0), (24, 24, 1), (23, 24, 2), (21, 24, 3), (19, 24, 4)], -3.1859300290731669,
                0.0014428948976563642, -0.054166666666666667
            ),
            (
                [(100, 120, 0), (98, 120, 1), (95, 120, 2), (97, 120, 3)], -0.6275716324421889, 0.53028459683360953,
                -0.01
            ),
            (
                [(5, 50, 0.5), (9, 40, 2.5), (20, 60, 4), (31, 55, 9)], 5.2582563610418529, 1.454276935133518e-7,
                0.05378428541967416
            ),
            (
                [(700, 720, 0), (690, 720, 7), (650, 720, 14), (600, 720, 30)], -10.487497177194602,
                9.8605776617028393e-26, -0.0048565493234517994
            ),
            ([(1, 10, 0), (9, 10, 1)], 3.5777087639996635, 0.00034661935113466698, 0.8),
            ([(3, 10, -1), (3, 10, 5)], 0, 1, 0),
        ]
        for (groups, z, p, slope) in cases {
            let found = try #require(try trend(groups))
            #expect(near(found.z, z) && near(found.p, p) && near(found.slope, slope), "\(groups)")
            let hits = groups.reduce(0) { $0 + $1.hits }
            #expect(found.rarer == min(hits, groups.reduce(0) { $0 + $1.count } - hits))
        }
    }

    @Test func scoresMayBeFarFromZero() throws {
        let near = try #require(try trend([(100, 120, 0), (90, 120, 1), (80, 120, 2)]))
        let far = try #require(
            try trend([(100, 120, 1.76364e15), (90, 120, 1.76364e15 + 1), (80, 120, 1.76364e15 + 2)]))
        #expect(near == far)
    }

    @Test func whatHasNoTrendHasNoTest() throws {
        #expect(try trend([]) == nil)
        #expect(try trend([(3, 10, 1)]) == nil, "one score")
        #expect(try trend([(3, 10, 1), (9, 10, 1)]) == nil, "one score twice")
        #expect(try trend([(10, 10, 1), (10, 10, 2)]) == nil, "no misses")
        #expect(try trend([(0, 10, 1), (0, 10, 2)]) == nil, "no hits")
        #expect(try trend([(3, 10, .nan), (3, 10, 2)]) == nil)
        #expect(try trend([(3, 10, -.infinity), (3, 10, 2)]) == nil)
        #expect(try trend([(3, 10, -1e300), (3, 10, 1e300)]) == nil, "squares that overflow")
    }
}
