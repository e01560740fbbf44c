// Evidence from users, from shares, and from two streams at once.

internal import Detectors
internal import Glibc

extension DetectCommand {
    static func clustered(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let bets = try bets(arguments)
        let table = try arguments.table()
        let users = try users(table)
        if let theta = try arguments.real("theta") {
            guard theta > 0, theta < 1 else { throw .usage("--theta must lie strictly between 0 and 1") }
            var output = DetectOutput()
            let factors = users.map { user in
                let mean = user.hits / user.events
                return mean * theta / bets.target + (1 - mean) * (1 - theta) / (1 - bets.target)
            }
            output.add("factor", factors)
            output.add("product", factors.reduce(1, *))
            return output
        }
        // Users of a pane stand one after the other.
        let places = table.column("pane") ?? (0..<users.count).map(Double.init)
        var panes: [[(events: Double, hits: Double)]] = []
        for (index, user) in users.enumerated() {
            if index == 0 || places[index] != places[index - 1] { panes.append([]) }
            panes[panes.count - 1].append(user)
        }
        return try path(arguments, learners: bets.count, panes: panes.count) { step in
            var pane = PaneFactor()
            for user in panes[step] {
                var unit = UnitFactor()
                unit.add(hits: user.hits, misses: user.events - user.hits, bets: bets)
                pane.add(unit)
            }
            return pane
        }
    }

    private static func users(_ table: Table) throws(CommandFailure) -> [(events: Double, hits: Double)] {
        if let means = table.column("y") ?? (table.width == 1 ? table.column(0) : nil) {
            guard means.allSatisfy({ (0...1).contains($0) }) else { throw .usage("a mean y lies between 0 and 1") }
            return means.map { (1, $0) }
        }
        guard let events = table.column("n") ?? (table.names.isEmpty ? table.column(0) : nil),
            let hits = table.column("x") ?? (table.names.isEmpty ? table.column(1) : nil)
        else {
            guard table.isBlank else { throw .usage("the input has neither y nor n,x") }
            return []
        }
        for (index, user) in zip(events, hits).enumerated() where !(user.0 > 0 && user.1 >= 0 && user.1 <= user.0) {
            throw .usage("row \(index + 1): \(user.1) hits of \(user.0) events cannot be")
        }
        return zip(events, hits).map { ($0, $1) }
    }

    static func plugIn(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        guard var baseline = try arguments.reals("baseline") else { throw .usage("--baseline is needed") }
        if baseline.reduce(0, +) > 1.5, baseline.allSatisfy({ $0 >= 0 }) { baseline = PlugInBets.smoothed(baseline) }
        let chosen = PlugInBets(
            baseline: baseline, rho: try arguments.real("rho") ?? 0,
            rates: try arguments.reals("rates") ?? [0.3, 0.1, 0.03, 0.01],
            shares: try arguments.reals("shares") ?? [0.2, 0.7])
        guard let bets = chosen else {
            throw .usage(
                "no bets can be made of this",
                help: [
                    "--baseline: 2 to \(PlugInBets.binsMax) positive shares of sum 1, or counts",
                    "--rho: 0 or more; --rates: above 0, at most 1; --shares: strictly between 0 and 1",
                    "rates times shares: at most \(Mixture.learnersMax) learners",
                ])
        }
        let table = try arguments.table()
        guard table.width == bets.bins || table.rowCount == 0, table.cells.allSatisfy({ $0 >= 0 && $0 <= 0x1p53 })
        else {
            throw .usage("rows need a count, 0 or more, for each of \(bets.bins) bins")
        }
        let line = try logThreshold(arguments)
        var detector = PlugIn(bets)
        var path = DetectPath()
        for row in 0..<table.rowCount {
            detector.step(Array(table.row(row)), bets: bets)
            let isAlarm = detector.mixture.reaches(line)
            path.add(detector.mixture.logE, isAlarm: isAlarm)
            if isAlarm, arguments[flag: "restart"] {
                detector.reset()
                path.forget()
            }
        }
        var output = DetectOutput()
        path.write(to: &output, as: "log_e")
        return output
    }

    static func twoStream(_ arguments: Arguments) throws(CommandFailure) -> DetectOutput {
        let table = try arguments.table()
        guard [0, 4, 6].contains(table.width) else { throw .usage("rows need xa,na,xb,nb, or with rates of A and B") }
        var blocks: [TwoStreamBlock] = []
        for row in 0..<table.rowCount {
            let cells = Array(table.row(row))
            guard cells[0] >= 0, cells[0] <= cells[1], cells[2] >= 0, cells[2] <= cells[3], cells[1] <= 0x1p53,
                cells[3] <= 0x1p53
            else { throw .usage("row \(row + 1): more hits than events, or fewer than none") }
            blocks.append(TwoStreamBlock(hitsA: cells[0], eventsA: cells[1], hitsB: cells[2], eventsB: cells[3]))
        }
        return table.width == 6 ? try fixedRates(table, blocks) : try learnedRates(arguments, blocks)
    }

    /// The e-variable of each block, with rates that stand in its row.
    private static func fixedRates(_ table: Table, _ blocks: [TwoStreamBlock]) throws(CommandFailure) -> DetectOutput {
        var logs: [Double] = []
        for (row, block) in blocks.enumerated() {
            let rates = table.row(row).suffix(2).map(\.self)
            guard rates.allSatisfy({ $0 >= 1e-12 && $0 < 1 }) else {
                throw .usage("row \(row + 1): rates lie strictly between 0 and 1")
            }
            logs.append(block.logE(rateA: rates[0], rateB: rates[1]))
        }
        var output = DetectOutput()
        output.add("log_e", logs)
        output.add("e", logs.map(exp))
        return output
    }

    private static func learnedRates(
        _ arguments: Arguments, _ blocks: [TwoStreamBlock]
    ) throws(CommandFailure) -> DetectOutput {
        let line = try logThreshold(arguments)
        var detector = TwoStream()
        var path = DetectPath()
        var changes: [Double] = []
        for block in blocks {
            detector.step(block)
            let isAlarm = detector.logE >= line
            path.add(detector.logE, isAlarm: isAlarm)
            changes.append(detector.logChangeE)
            if isAlarm, arguments[flag: "restart"] {
                detector = TwoStream()
                path.forget()
            }
        }
        var output = DetectOutput()
        path.write(to: &output, as: "log_e")
        output.add("log_e_since_some_time", changes)
        return output
    }
}
