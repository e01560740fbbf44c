// Generated traffic tells the truth about itself.

import Foundation
import Model
import Testing
import Traffic

private let start = EventTime(microseconds: 1_763_640_000_000_000)
private let hour = TimeSpan.seconds(3600)

private func generator(
    _ scenario: TrafficScenario, seed: UInt64 = 7, eventsPerSecond: Double = 50,
    options: TrafficOptions = TrafficOptions()
) -> TrafficGenerator {
    TrafficGenerator(
        scenario: scenario, seed: seed, start: start, duration: hour, eventsPerSecond: eventsPerSecond,
        options: options)
}

private func lines(_ count: Int, from generator: inout TrafficGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<count {
        _ = generator.next(into: &bytes)
        bytes.append(0x0A)
    }
    return bytes
}

/// Refused and decided events of one model, per category.
private struct Tally {
    var refused = Array(repeating: 0, count: TrafficProfile.acme.categories.count)
    var decided = Array(repeating: 0, count: TrafficProfile.acme.categories.count)
    var all: Int { decided.reduce(0, +) }
    var rate: Double { Double(refused.reduce(0, +)) / Double(all) }
    func rate(_ category: Int) -> Double { Double(refused[category]) / Double(decided[category]) }
}

/// What each model did before 40 % of the run, and from 60 % of it on.
private func tallies(_ scenario: TrafficScenario, seed: UInt64) -> (before: [Tally], after: [Tally]) {
    var source = generator(scenario, seed: seed, eventsPerSecond: 16)
    var before = source.profile.models.map { _ in Tally() }
    var after = before
    var bytes: [UInt8] = []
    while true {
        bytes.removeAll(keepingCapacity: true)
        let event = source.next(into: &bytes)
        let progress = Double((event.arrival - start).microseconds) / Double(hour.microseconds)
        if progress >= 1 { return (before, after) }
        guard event.outcome.isDecided, event.user != source.floodingUser else { continue }
        let isRefused = event.outcome == .refused ? 1 : 0
        if progress < 0.4 {
            before[event.model].decided[event.category] += 1
            before[event.model].refused[event.category] += isRefused
        } else if progress >= 0.6 {
            after[event.model].decided[event.category] += 1
            after[event.model].refused[event.category] += isRefused
        }
    }
}

/// Whether `count` of `events` is within 4.5 standard deviations of a binomial with `probability`.
private func agrees(_ count: Int, of events: Int, with probability: Double) -> Bool {
    let spread = (Double(events) * probability * (1 - probability)).squareRoot()
    return abs(Double(count) - Double(events) * probability) <= 4.5 * spread + 0.5
}

@Test func sameSeedGivesSameBytes() {
    var first = generator(.refusalSlide)
    var second = generator(.refusalSlide)
    var other = generator(.refusalSlide, seed: 8)
    let bytes = lines(2000, from: &first)
    #expect(bytes == lines(2000, from: &second))
    #expect(bytes != lines(2000, from: &other))
}

/// A new digest means other traffic for the same seed: say why in the commit.
@Test func tenThousandEventsHaveTheGoldenDigest() {
    var source = generator(.steady, seed: 42)
    let digest = hexadecimal(sha256(lines(10_000, from: &source)))
    #expect(digest == "fcb405884ef4220d706132a4844fc6f578fc1f6e0b983910bbff29a974e20dc4")
}

@Test func everyEventIsOneJSONObjectThatAgreesWithItsTruth() throws {
    var options = TrafficOptions()
    options.benignSamplingRate = 0.25
    var source = generator(.weightsSwap, options: options)
    var ids: Set<String> = []
    for _ in 0..<5000 {
        var bytes: [UInt8] = []
        let event = source.next(into: &bytes)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["schema"] as? String == "monitord.inference/1")
        #expect(ids.insert(try #require(object["id"] as? String)).inserted)
        #expect(EventTime(rfc3339: try #require(object["time"] as? String)) == event.time)
        #expect(object["model"] as? String == source.profile.models[event.model].name)
        let category = (object["request"] as? [String: Any])?["category"] as? String
        #expect(category == source.profile.categories[event.category].name)
        let rate = (object["sampling"] as? [String: Any])?["rate"] as? Double
        #expect(rate == (event.category == 0 ? 0.25 : nil))
        let finish = (object["response"] as? [String: Any])?["finish_reason"] as? String
        let refusal = (object["signals"] as? [String: Any])?["refusal"] as? Double
        let evaluation = (object["evaluations"] as? [[String: String]])?.first
        switch event.outcome {
        case .refused: #expect(refusal == 1)
        case .partial: #expect(refusal == nil && evaluation == ["name": "refusal", "label": "partial"])
        case .complied: #expect(refusal == 0)
        case .blocked: #expect(refusal == nil && finish == "content_filter")
        case .error: #expect(refusal == nil && finish == "error" && object["error"] != nil)
        case .unknown: Issue.record("the generator never draws `unknown`")
        }
    }
}

@Test func sizesAreTheAnnouncedOnes() {
    var plain = generator(.steady)
    let size = lines(5000, from: &plain).count / 5000
    #expect((430...470).contains(size), "\(size) bytes")
    var options = TrafficOptions()
    options.responseText = .kilobyte
    var wordy = generator(.steady, options: options)
    let withText = lines(5000, from: &wordy).count / 5000
    #expect((1400...1600).contains(withText), "\(withText) bytes")
}

@Test func arrivalsNeverMoveBackAndTimesLagByTwoSecondsAtMost() {
    var source = generator(.steady)
    var bytes: [UInt8] = []
    var last = start
    var disordered = 0
    var newest = start
    for _ in 0..<20_000 {
        let event = source.next(into: &bytes)
        #expect(event.arrival >= last)
        #expect(event.time <= event.arrival && event.arrival - event.time < .milliseconds(2001))
        if event.time < newest { disordered += 1 }
        newest = max(newest, event.time)
        last = event.arrival
    }
    #expect(disordered > 1000)
    let seconds = (last - start).seconds
    #expect(abs(20_000 / seconds - 50) < 15, "mean rate \(20_000 / seconds)")
}

/// The scenarios left out draw the outcomes of `steady`: ScenarioTests compares them event by event.
@Test(arguments: TrafficScenario.allCases.filter { !TrafficScenario.ofNumbers.contains($0) })
func ratesMatchTheAnnouncedOnesWithinBinomialError(scenario: TrafficScenario) throws {
    let (before, after) = tallies(scenario, seed: 11)
    let profile = TrafficProfile.acme
    for model in profile.models.indices {
        for (index, category) in profile.categories.enumerated() {
            let then = (before[model].refused[index], before[model].decided[index])
            #expect(agrees(then.0, of: then.1, with: category.refusalRate))
            let planned = profile.refusalRate(model: model, category: index, scenario: scenario, progress: 0.9)
            #expect(agrees(after[model].refused[index], of: after[model].decided[index], with: planned))
        }
        if model > 0 { #expect(abs(after[model].rate / before[model].rate - 1) < 0.15) }
    }
    let eroded = try #require(profile.categories.firstIndex { $0.name == TrafficScenario.erodedCategory })
    let ratio = after[0].rate / before[0].rate
    switch scenario {
    case .steady, .errorBurst, .toxicityRise, .latencyRise, .verbose, .topicDrift: #expect(abs(ratio - 1) < 0.08)
    // The flood takes the place of other events and is left out of these tallies.
    case .oneUser: #expect(abs(ratio - 1) < 0.08 && Double(after[0].all) < 0.75 * Double(before[0].all))
    case .refusalSlide: #expect(abs(ratio - 0.7) < 0.06)
    case .categoryErosion:
        #expect(after[0].rate(eroded) / before[0].rate(eroded) < 0.5)
        #expect(ratio > 0.9)
    case .mixShift: #expect(ratio < 0.65)
    case .weightsSwap: #expect(ratio < 0.75)
    case .quiet: #expect(before[0].all > 8000 && after[0].all == 0)
    }
}

@Test func everyScenarioHasANameAndALine() {
    for scenario in TrafficScenario.allCases {
        #expect(TrafficScenario(rawValue: scenario.rawValue) == scenario)
        #expect(!scenario.summary.isEmpty && scenario.summary.utf8.count <= 90)
    }
}
