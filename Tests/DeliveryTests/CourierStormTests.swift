// Receivers that answer anything, processes that die anywhere: what holds all the same.

import Delivery
import Model
import Seeds
import Testing

@Suite struct CourierStormTests {
    /// Alerts fire, escalate and are over, to a webhook and a chat, while receivers fail, plans change and the process
    /// dies. In the end everything was taken, in order, and twice only where somebody died.
    @Test func nothingIsLostAndOrderIsKept() {
        var random = SeededRandom(announcing: "CourierStormTests")
        for _ in 0..<20 { storm(seed: random.next()) }
    }

    private func storm(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var chat = Receiver(name: "chat", kind: .slack, url: "https://chat.example/")
        chat.concurrency = 2
        var route = Route(filter: nil, receivers: ["hook", "chat"])
        route.groupWait = .seconds(5)
        var bench = Bench(plan([hook(), chat], [route]), seed: seed)
        var sequences = [Int64](repeating: 0, count: 12)
        var (crashes, busyAtCrash) = (0, 0)
        for turn in 0..<400 {
            if turn < 250, random.chance(0.3) {
                let alert = Int(random.next() % 12)
                sequences[alert] += 1
                bench.commit("a\(alert)", sequences[alert])
                // Groups change their cut now and then.
                let group = #"["",{"model":"m\#((alert + turn / 100) % 3)"}]"#
                bench.commit("a\(alert)", sequences[alert], to: "chat", group: group)
            }
            if turn < 300, random.chance(0.04) {
                crashes += 1
                // Taken, and not marked.
                while !bench.flying.isEmpty, random.chance(0.5) {
                    bench.answer(.delivered, at: Int(random.next() % UInt64(bench.flying.count)))
                }
                busyAtCrash += bench.courier.settlements.count { $0.state == .delivered }
                bench.crash()
            }
            bench.step()
            checkFlights(bench)
            while !bench.flying.isEmpty, turn > 320 || random.chance(0.7) {
                bench.answer(
                    turn > 320 ? .delivered : anything(&random), at: Int(random.next() % UInt64(bench.flying.count)))
            }
            bench.wait(turn > 320 ? .seconds(700) : .milliseconds(Int64(random.next() % 3000)))
        }
        bench.look()
        #expect(bench.entries.isEmpty && bench.notifications.isEmpty, "seed \(seed)")
        for (alert, count) in sequences.enumerated() where count > 0 {
            for receiver in ["hook", "chat"] {
                #expect(bench.story(of: "a\(alert)", to: receiver) == Array(1...count), "seed \(seed)")
            }
        }
        let repeats = bench.taken.count - Set(bench.taken.map(\.notification.id)).count
        #expect(
            repeats <= busyAtCrash, "seed \(seed): \(repeats) repeats, \(busyAtCrash) unmarked at \(crashes) deaths")
        for group in Dictionary(grouping: bench.attempts, by: \.notification.messageID).values {
            #expect(Set(group.map(\.notification.body)).count == 1, "seed \(seed)")
        }
    }

    /// No two that are on their way to a receiver have an alert or a subject in common.
    private func checkFlights(_ bench: Bench) {
        for receiver in ["hook", "chat"] {
            let flying = bench.flying.filter { $0.receiver == receiver }
            let alerts = flying.flatMap(\.alerts.distinct)
            #expect(Set(alerts).count == alerts.count)
            #expect(Set(flying.map(\.subject)).count == flying.count)
        }
        #expect(bench.flying.count <= Courier.inFlightMax)
    }

    private func anything(_ random: inout SeededRandom) -> DeliveryAnswer {
        switch random.next() % 6 {
        case 0, 1: .delivered
        case 2: .again("HTTP 429", retryAfter: .seconds(Int64(random.next() % 8)))
        case 3: .again("HTTP 500", retryAfter: nil)
        case 4: .again("timeout", retryAfter: nil)
        default: .again("connection: reset", retryAfter: .zero)
        }
    }
}

extension [AlertID] {
    fileprivate var distinct: [AlertID] {
        var seen: Set<AlertID> = []
        return filter { seen.insert($0).inserted }
    }
}
