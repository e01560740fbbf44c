// What each scenario does to the numbers, topics and users of an event, read from its bytes.

import Foundation
import Model
import Testing
import Traffic

private let start = EventTime(microseconds: 1_763_640_000_000_000)
private let hour = TimeSpan.seconds(3600)

extension TrafficScenario {
    /// Those that change numbers and topics of events and neither who asks what nor what comes of it.
    static let ofNumbers: [TrafficScenario] = [.toxicityRise, .latencyRise, .verbose, .topicDrift]
}

/// The events of one part of a run.
private struct Part {
    var count = 0
    var errors = 0
    var toxicity: [Double] = []
    var latency: [Double] = []
    var length: [Double] = []
    var topics: [String: Int] = [:]
    var users: [String: Int] = [:]
    var questions: Set<String> = []

    mutating func add(_ bytes: [UInt8]) throws {
        let event = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        count += 1
        users[try #require(event["user_hash"] as? String), default: 0] += 1
        let request = try #require(event["request"] as? [String: String])
        questions.insert(try #require(request["text_hash"]))
        if event["error"] != nil { errors += 1 }
        let topic = (event["labels"] as? [String: String])?["topic"]
        let signals = event["signals"] as? [String: Double]
        #expect((topic == nil) == (signals == nil), "an answer has a topic and signals")
        guard let topic, let signals else { return }
        topics[topic, default: 0] += 1
        toxicity.append(try #require(signals["toxicity"]))
        #expect((0..<1).contains(try #require(signals["hedging"])))
        latency.append(try #require((event["latency"] as? [String: Double])?["total_ms"]))
        length.append(try #require((event["usage"] as? [String: Double])?["output_tokens"]))
    }

    func share(_ topic: String) -> Double { Double(topics[topic, default: 0]) / Double(toxicity.count) }
    var errorShare: Double { Double(errors) / Double(count) }
    /// Of the user who sends most.
    var largestShare: Double { Double(users.values.max() ?? 0) / Double(count) }
}

private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
private func p95(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count * 95 / 100] }

/// The first model before 40 % of the run, between 50 and 60 %, and from 60 % of it on; then the others at that time.
private func parts(_ scenario: TrafficScenario) throws -> (before: Part, middle: Part, after: Part, others: Part) {
    var source = TrafficGenerator(
        scenario: scenario, seed: 5, start: start, duration: hour, eventsPerSecond: 3)
    var before = Part()
    var middle = Part()
    var after = Part()
    var others = Part()
    while true {
        var bytes: [UInt8] = []
        let event = source.next(into: &bytes)
        let progress = (event.arrival - start).seconds / 3600
        if progress >= 1 { return (before, middle, after, others) }
        switch (event.model, progress) {
        case (0, ..<0.4): try before.add(bytes)
        case (0, 0.5..<0.6): try middle.add(bytes)
        case (0, 0.6...): try after.add(bytes)
        case (_, 0.6...): try others.add(bytes)
        default: break
        }
    }
}

@Suite struct ScenarioTests {
    @Test func steadyTrafficChangesNothing() throws {
        let (before, middle, after, _) = try parts(.steady)
        #expect(abs(p95(after.toxicity) / p95(before.toxicity) - 1) < 0.25)
        #expect(abs(mean(after.latency) / mean(before.latency) - 1) < 0.1)
        #expect(abs(mean(after.length) / mean(before.length) - 1) < 0.1)
        #expect(abs(after.share("orders") - before.share("orders")) < 0.06)
        #expect(before.errorShare < 0.02 && middle.errorShare < 0.02 && after.errorShare < 0.02)
        #expect(before.largestShare < 0.05 && after.largestShare < 0.05)
    }

    @Test func toxicityDoubles() throws {
        let (before, _, after, others) = try parts(.toxicityRise)
        #expect((1.6..<2.5).contains(p95(after.toxicity) / p95(before.toxicity)))
        #expect(p95(others.toxicity) < 1.3 * p95(before.toxicity))
        #expect(abs(mean(after.latency) / mean(before.latency) - 1) < 0.1)
    }

    @Test func latencyRisesByHalf() throws {
        let (before, _, after, others) = try parts(.latencyRise)
        #expect(abs(mean(after.latency) / mean(before.latency) - 1.5) < 0.12)
        #expect(abs(mean(after.length) / mean(before.length) - 1) < 0.1)
        #expect(mean(others.latency) < mean(before.latency))
    }

    @Test func errorsBurstAndEnd() throws {
        let (before, middle, after, others) = try parts(.errorBurst)
        #expect(before.errorShare < 0.02 && after.errorShare < 0.02 && others.errorShare < 0.02)
        #expect((0.06..<0.15).contains(middle.errorShare))
    }

    @Test func answersGrow() throws {
        let (before, _, after, _) = try parts(.verbose)
        #expect(abs(mean(after.length) / mean(before.length) - 1.5) < 0.12)
    }

    @Test func firstTopicLosesToTheLast() throws {
        let (before, _, after, others) = try parts(.topicDrift)
        #expect(abs(before.share("orders") - 0.368) < 0.05 && abs(before.share("health") - 0.046) < 0.03)
        #expect(abs(after.share("orders") - 0.184) < 0.05 && abs(after.share("health") - 0.23) < 0.05)
        #expect(others.topics.count == 8 && before.topics.count == 8)
    }

    @Test func oneUserFloods() throws {
        let (before, _, after, others) = try parts(.oneUser)
        #expect(before.largestShare < 0.05 && others.largestShare < 0.05)
        #expect(abs(after.largestShare - 1.0 / 3) < 0.04)
    }

    @Test(arguments: TrafficScenario.ofNumbers)
    func outcomesAreThoseOfSteadyTraffic(scenario: TrafficScenario) {
        func truths(_ scenario: TrafficScenario) -> [TrafficEvent] {
            var source = TrafficGenerator(
                scenario: scenario, seed: 9, start: start, duration: .seconds(60), eventsPerSecond: 20)
            var bytes: [UInt8] = []
            return (0..<1500).map { _ in source.next(into: &bytes) }
        }
        #expect(truths(scenario) == truths(.steady))
    }

    @Test func sameSeedGivesTheSameScenario() {
        for scenario in TrafficScenario.allCases {
            var bytes: [[UInt8]] = [[], []]
            for run in bytes.indices {
                var source = TrafficGenerator(
                    scenario: scenario, seed: 9, start: start, duration: .seconds(60), eventsPerSecond: 20)
                for _ in 0..<1500 { _ = source.next(into: &bytes[run]) }
            }
            #expect(bytes[0] == bytes[1])
        }
    }

    /// Few send much, most send little, and all models are asked the same questions.
    @Test func usersAndQuestionsAreUnequal() throws {
        let (before, _, _, others) = try parts(.steady)
        let counts = before.users.values.sorted(by: >)
        let tenth = counts.prefix(counts.count / 10).reduce(0, +)
        #expect(tenth * 5 > before.count, "\(tenth) of \(before.count) from a tenth of the users")
        #expect(counts.count > 100)
        #expect(before.questions.intersection(others.questions).count > 500)
    }

    @Test func usersAreAsManyAsAskedFor() {
        var options = TrafficOptions()
        options.users = 12
        var source = TrafficGenerator(
            scenario: .steady, seed: 3, start: start, duration: hour, eventsPerSecond: 50, options: options)
        var users: Set<UInt64> = []
        var bytes: [UInt8] = []
        for _ in 0..<5000 { users.insert(source.next(into: &bytes).user) }
        #expect(users.count == 12)
    }
}
