// The state of a gap's alert, as older versions wrote it.

import Alerts
import Model
import Testing

@testable import Pipeline

@Suite struct GapBytesTests {
    @Test func versionTwoGoesOnAsTold() {
        let scope = Scope([(.topic, "events"), (.partition, "0")])
        var writer = ByteWriter()
        writer.write(UInt8(2))
        writer.write(start.microseconds)
        writer.write(Int64(1))
        writer.write(at(60).microseconds)
        writer.write(UInt8(1))
        writer.write("medium: events/0 lost records")
        var watch = GapWatch(hold: .seconds(60))
        let isRead = watch.restore(scope, writer.bytes)
        #expect(isRead)
        let id = AlertID(rule: "log-gap", scope: scope, firstFiring: start)
        #expect(watch.standing(of: id) == Standing(told: .medium, isTold: true))
        let moves = watch.step(at: at(60))
        #expect(moves.map(\.transition.kind) == [.resolved])
        #expect(moves.map(\.transition.sequence) == [2])
    }
}
