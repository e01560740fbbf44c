// Generated traffic in files, rules, and what a run makes of them.

import Daemon
import Foundation
import Model
import Panes
import Pipeline
import Platform
import Traffic

/// 2025-11-20T12:00:00Z, on a pane border.
let start = EventTime(microseconds: 1_763_640_000_000_000)
/// Long after every event of the tests.
let wall = EventTime(microseconds: 1_900_000_000_000_000)
let settings = PipelineSettings()

func minute(_ number: Int64) -> EventTime { start + .seconds(60 * number) }

/// Errors above 3 %, without a baseline.
func errors(_ line: Double, name: String = "errors", window: Int64 = 300, by: [Model.Dimension] = [.model]) -> Rule {
    Rule(
        name: name, metric: .errorRate, dimensions: by, window: .seconds(window), detect: Detect(.share),
        confirm: .none, warning: Threshold(above: line), critical: nil, minimumEvents: 20)
}

/// Two hours of five events a second in which one in ten requests to one model fails from minute 60 to minute 72.
let burst: [String] = lines(.errorBurst, seed: 7)

func lines(_ scenario: TrafficScenario, seed: UInt64, minutes: Int64 = 120) -> [String] {
    var generator = TrafficGenerator(
        scenario: scenario, seed: seed, start: start, duration: .seconds(60 * minutes), eventsPerSecond: 5)
    var lines: [String] = []
    while true {
        var line: [UInt8] = []
        let event = generator.next(into: &line)
        if event.arrival >= generator.start + generator.duration { return lines }
        lines.append(String(decoding: line, as: UTF8.self))
    }
}

/// A file that goes when the value goes.
final class TemporaryFile {
    let path: String

    init(_ lines: [String]) throws {
        path = FileManager.default.temporaryDirectory.path + "/monitord-\(UUID().uuidString).jsonl"
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

struct NoMemory: Error {}

let noBaselines = BaselineShelf(baselines: [], current: [])

/// What a replay of files gives, as the lines that a run prints; by set.
func replayed(
    _ sets: [RuleSet], _ paths: [String], settings: PipelineSettings = settings
) throws -> (lines: [[String]], counters: RecordCounters, tallies: [[RuleTally]]) {
    guard var replay = Replay(sets: sets, settings: settings, book: noBaselines, wall: wall) else { throw NoMemory() }
    var source = try ReplayFiles(paths: paths, lineBytesMax: 1 << 20)
    var lines = Array(repeating: [String](), count: sets.count)
    let isWhole = try replay.run(&source) { finding in
        lines[finding.set].append(String(decoding: finding.transition.json, as: UTF8.self))
    } tick: { _, _, _ in
        true
    }
    guard isWhole else { throw NoMemory() }
    return (lines, replay.counters, sets.indices.map { replay.tallies(set: $0) })
}

/// What a run of one file gives, with a checkpoint after every batch.
func ran(_ set: RuleSet, _ path: String) throws -> [String] {
    guard var pipeline = Pipeline(set: set, settings: settings, book: noBaselines) else { throw NoMemory() }
    var source = try LineSource(path: path, from: 0, lineBytesMax: 1 << 20)
    var batch = RecordBatch()
    var lines: [String] = []
    repeat {
        batch.removeAll()
        try source.poll(into: &batch)
        _ = pipeline.step(batch, wall: wall, monotonic: .zero)
        for transition in pipeline.takeCheckpoint()?.transitions ?? [] {
            lines.append(String(decoding: transition.json, as: UTF8.self))
        }
    } while !pipeline.partitions.allSatisfy(\.isAtEnd)
    return lines
}
