// Whom monitord tells, by itself.

import Delivery
import Testing

@Suite struct ReceiverTests {
    @Test func groupsShareAMessageOnlyWhereTheShapeHasRoom() {
        #expect(Receiver(name: "a", kind: .slack).isGrouped)
        #expect(!Receiver(name: "a", kind: .pagerDuty).isGrouped)
    }
}
