// An alert's life survives a restart at every step.

import Model
import Seeds
import Testing

@testable import Alerts

@Suite struct SnapshotTests {
    private func bytes(_ life: AlertLife) -> [UInt8] {
        var writer = ByteWriter()
        life.write(to: &writer)
        return writer.bytes
    }

    /// As the pipeline reads it: bytes left over are an error.
    private func life(_ bytes: [UInt8]) throws(ByteCodingError) -> AlertLife {
        var reader = ByteReader(bytes)
        let life = try AlertLife(from: &reader)
        guard reader.isAtEnd else { throw .value(at: reader.position) }
        return life
    }

    private func randomVerdict(using random: inout SeededRandom) -> Verdict {
        let states: [Verdict.State] = [
            .ok, .warning, .warning, .critical, .critical, .insufficient, .stale, .learning(.noBaseline),
        ]
        return random.chance(0.3) ? recovered : verdict(states.randomElement(using: &random) ?? .ok)
    }

    /// States last for a while, so that every `for` and every `keep_firing_for` is reached and missed.
    private func randomStory(_ count: Int, using random: inout SeededRandom) -> [Verdict] {
        var story: [Verdict] = []
        while story.count < count {
            let verdict = randomVerdict(using: &random)
            story += Array(repeating: verdict, count: Int.random(in: 1...8, using: &random))
        }
        return Array(story.prefix(count))
    }

    @Test func restartAtEveryStepChangesNothing() throws {
        var random = SeededRandom(announcing: "restartAtEveryStepChangesNothing")
        let story = randomStory(600, using: &random)
        var player = Player(alarm(warningFor: 20))
        var kinds: Set<AlertTransition.Kind> = []
        for (step, verdict) in story.enumerated() {
            var restarted = Player(alarm(warningFor: 20))
            restarted.life = try life(bytes(player.life))
            restarted.second = player.second
            #expect(restarted.life == player.life, "step \(step)")
            #expect(bytes(restarted.life) == bytes(player.life))
            // Far enough for every hold to end.
            var original = player
            for next in story[step..<min(step + 30, story.count)] {
                original.play(next)
                restarted.play(next)
            }
            #expect(
                restarted.transitions == Array(original.transitions.dropFirst(player.transitions.count)), "step \(step)"
            )
            kinds.formUnion(player.play(verdict))
        }
        #expect(kinds.contains(.firing))
    }

    @Test func truncatedSnapshotThrows() throws {
        var player = Player(alarm(warningFor: 0))
        player.play(.critical)
        player.play(recovered)
        let whole = bytes(player.life)
        for count in 0..<whole.count {
            #expect(throws: ByteCodingError.self) { try life(Array(whole.prefix(count))) }
        }
        #expect(try life(whole) == player.life)
    }

    /// Whatever the bytes, reading them throws or gives a life that goes on.
    @Test func garbageSnapshotThrowsOrLives() throws {
        var random = SeededRandom(announcing: "garbageSnapshotThrowsOrLives")
        var player = Player(alarm(warningFor: 0))
        player.play(.critical)
        player.play(recovered)
        let whole = bytes(player.life)
        var (accepted, changed) = (0, 0)
        for round in 0..<4000 {
            var damaged = whole
            if round % 4 == 0 {
                damaged = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                if !damaged.isEmpty { damaged[0] = 2 }
            }
            for _ in 0...Int.random(in: 0...2, using: &random) where !damaged.isEmpty {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                damaged[place] = random.chance(0.4) ? 0xFF : UInt8.random(in: 0...255, using: &random)
            }
            guard let life = try? life(damaged) else { continue }
            accepted += 1
            if bytes(life) != damaged { changed += 1 }
            var next = Player(alarm())
            next.life = life
            for _ in 0..<8 { next.play(randomVerdict(using: &random)) }
        }
        #expect(accepted > 0)
        #expect(changed == 0, "what is accepted is what would be written")
    }

    @Test func absurdSequenceIsRefused() throws {
        var player = Player(alarm(warningFor: 0))
        player.play(.warning)
        var damaged = bytes(player.life)
        let place = try #require(
            damaged.indices.last { damaged[$0] == 1 && damaged[($0 + 1)..<($0 + 8)].allSatisfy { $0 == 0 } })
        for offset in 0..<8 { damaged[place + offset] = offset == 7 ? 0x7F : 0xFF }
        #expect(throws: ByteCodingError.self) { try life(damaged) }
    }

    @Test func otherVersionIsNamed() {
        #expect(throws: ByteCodingError.version(3)) { try life([3]) }
    }

    /// As version 1 wrote it, the alert goes on, and whoever was told of it is told of its end.
    @Test func versionOneGoesOn() throws {
        var writer = ByteWriter()
        writer.write(UInt8(1))
        writer.write(at(10))
        writer.write(EventTime?.none)
        writer.write(UInt8(1))
        writer.write(AlertID(rule: "refusals", scope: alarm().scope, firstFiring: at(10)).text)
        writer.write(Severity.medium.rawValue)
        writer.write(Int64(3))
        writer.write(at(10).microseconds)
        writer.write(at(20).microseconds)
        writer.write(UInt8(0))
        writer.write(EventTime?.none)
        var player = Player(alarm())
        player.life = try life(writer.bytes)
        #expect(player.life.own == .medium)
        #expect(player.life.course?.standing == Standing(told: .medium, isTold: true))
        player.play(recovered, times: 4)
        #expect(player.transitions.map(\.kind) == [.resolved])
        #expect(player.transitions.map(\.sequence) == [4])
        var desk = AlertDesk()
        let notices = player.settle(&desk)
        #expect(notices == [.update])
    }
}
