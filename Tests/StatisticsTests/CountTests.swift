// Statistics of counts against reference values.

import Statistics
import Testing

@Suite struct CountTests {
    private func expect(
        _ interval: Interval?, _ row: ReferenceValues, _ name: String, at place: SourceLocation = #_sourceLocation
    ) throws {
        let reference: [Double] = try row.value(name)
        #expect(
            near(interval?.lower, reference[0]) && near(interval?.upper, reference[1]), "\(name)", sourceLocation: place
        )
    }

    @Test func proportionIntervalsAgreeWithTheReference() throws {
        for row in try ReferenceValues("proportion_ci").rows {
            let alpha = try row.number("alpha")
            let share = try #require(Proportion(hits: row.number("x"), of: row.number("n")))
            try expect(share.wilson(alpha: alpha), row, "wilson")
            try expect(share.jeffreys(alpha: alpha), row, "jeffreys")
            try expect(share.clopperPearson(alpha: alpha), row, "clopper_pearson")
            try expect(share.agrestiCoull(alpha: alpha), row, "agresti_coull")
            #expect(near(share.jeffreysLower(alpha), try row.number("jeffreys_one_sided_lower")))
        }
    }

    @Test func twoProportionsAgreeWithTheReference() throws {
        for row in try ReferenceValues("two_proportions").rows {
            let first = try #require(Proportion(hits: row.number("x1"), of: row.number("n1")))
            let second = try #require(Proportion(hits: row.number("x2"), of: row.number("n2")))
            let pair = TwoProportions(first, second)
            try expect(pair.newcombe(alpha: 0.05), row, "diff_newcomb")
            try expect(pair.agrestiCaffo(alpha: 0.05), row, "diff_agresti-caffo")
            try expect(pair.wald(alpha: 0.05), row, "diff_wald")
            if row.has("diff_score") { try expect(pair.scoreAsStatsmodels(alpha: 0.05), row, "diff_score") }
            try expect(pair.ratioLog(alpha: 0.05), row, "ratio_log")
            try expect(pair.ratioScore(alpha: 0.05), row, "ratio_score")
            #expect(near(pair.chiSquare, try row.number("chi2")))
            #expect(near(pair.g, try row.number("G")))
            #expect(near(pair.gP, try row.number("G_p")))
            #expect(near(pair.fisherLess, try row.number("fisher_less_p")))
        }
    }

    /// By the published cubic, solved apart with scipy's root finder.
    @Test func miettinenNurminenIsTheirs() throws {
        for (x1, n1, x2, n2, low, high) in [
            (830.0, 1000.0, 920.0, 1000.0, -0.11909818078292551, -0.06144513514380034),
            (15, 20, 460, 500, -0.3901352192952231, -0.028924971933604337),
        ] {
            let first = try #require(Proportion(hits: x1, of: n1))
            let second = try #require(Proportion(hits: x2, of: n2))
            let interval = TwoProportions(first, second).miettinenNurminen(alpha: 0.05)
            #expect(near(interval?.lower, low) && near(interval?.upper, high))
        }
    }

    @Test func confidenceSequenceAgreesWithTheReference() throws {
        for row in try ReferenceValues("confidence_sequence_betabinomial").rows {
            let share = try #require(Proportion(hits: row.number("x"), of: row.number("n")))
            try expect(share.confidenceSequence(alpha: try row.number("alpha")), row, "ci")
        }
    }

    @Test func mcNemarAgreesWithTheReference() throws {
        for row in try ReferenceValues("mcnemar").rows {
            let pairs = try #require(McNemar(b: Int(row.number("b")), c: Int(row.number("c"))))
            #expect(near(pairs.chiSquareCorrected, try row.number("chi2_cc")))
            #expect(near(pairs.exactP, try row.number("exact_p")))
            #expect(near(pairs.midP, try row.number("midp")))
        }
    }

    @Test func canariesAgreeWithTheReference() throws {
        let block = try ReferenceValues("canary")
        for row in try block.value("rows", as: [[Double]].self) {
            let evidence = Canary.lnEvidence(failures: Int(row[2]), of: Int(row[1]), q0: row[0])
            #expect(near(evidence.map(exp), row[3]))
        }
        for row in try block.value("upper95_zero_failures", as: [[Double]].self) {
            #expect(near(Canary.zeroFailureBound(count: Int(row[0]), alpha: 0.05), row[1]))
        }
    }

    @Test func weightedRateAgreesWithTheReference() throws {
        let block = try ReferenceValues("sampling")
        let rate = WeightedRate(values: try block.value("x"), weights: try block.value("w"))
        #expect(near(rate?.rate, try block.number("hajek")))
        #expect(near(rate?.effectiveCount, try block.number("n_eff_kish")))
        #expect(near(rate?.standardError, try block.number("se_linearised")))
        #expect(near(rate?.unweighted, try block.number("unweighted")))
    }

    @Test func multiplicityAgreesWithTheReference() throws {
        let block = try ReferenceValues("multiplicity")
        let p: [Double] = try block.value("p")
        let e: [Double] = try block.value("e")
        #expect(try Multiplicity.benjaminiHochberg(p, alpha: 0.05) == block.value("bh_05"))
        let adjusted = try #require(Multiplicity.adjusted(p))
        for (ours, reference) in zip(adjusted, try block.value("bh_adjusted", as: [Double].self)) {
            #expect(near(ours, reference))
        }
        #expect(try Multiplicity.eBenjaminiHochberg(e, alpha: 0.05) == block.value("ebh_05_index0"))
        let lord = try #require(Multiplicity.lordPlusPlus(p, alpha: 0.05))
        let reference: [String: Any] = try block.value("lordpp")
        let levels = try #require(reference["levels"] as? [Double])
        for (ours, level) in zip(lord.levels, levels) { #expect(near(ours, level)) }
        #expect(lord.levels.count == levels.count)
        #expect(lord.rejected.map { $0 + 1 } == reference["rejected_1based"] as? [Int])
        for row in try block.value("fleet_threshold", as: [[String: Double]].self) {
            let threshold = Multiplicity.fleetLogThreshold(
                series: try #require(row["series"]), charts: try #require(row["charts"]),
                panesPerMonth: try #require(row["panes_per_month"]),
                falseAlarmsPerMonth: try #require(row["false_alarms_per_month"]))
            #expect(near(threshold, try #require(row["log_A"])))
        }
    }
}
