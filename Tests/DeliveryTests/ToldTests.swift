// Transitions read back from the outbox.

import Delivery
import Model
import Testing

@Suite struct ToldTests {
    @Test func everythingThatMessagesNeedIsReadBack() throws {
        let transition = story(.escalated, sequence: 3, severity: .critical, before: .high)
        let told = try told(transition)
        #expect(told.id == transition.alert.id)
        #expect(told.sequence == 3)
        #expect(told.transition == .escalated)
        #expect(told.severity == .critical)
        #expect(told.severityBefore == .high)
        #expect(told.series.map(\.name) == ["model", "category"])
        #expect(told.firedAt == noon)
        #expect(told.updatedAt == noon + .seconds(120))
        #expect(told.evidence("ratio") == 0.5)
        for name in Alert.fieldNames + Dimension.allCases.map(\.name) + ["team", "nothing"] {
            #expect(told.field(name) == transition.alert.field(name), "\(name)")
        }
        let over = Told(bytes: story(.resolved, sequence: 4).json)
        #expect(over?.isOver == true)
        #expect(over?.resolvedAt == noon + .seconds(3600))
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"schema":"monitord.rollback/1"}"#,
        #"{"schema":"monitord.alert/1","transition":"firing","sequence":1}"#,
    ])
    func whatIsNoTransitionIsRefused(text: String) {
        #expect(Told(bytes: Array(text.utf8)) == nil)
    }

    @Test func aTransitionWithOneWrongPlaceIsRefused() {
        let whole = String(decoding: story().json, as: UTF8.self)
        #expect(Told(bytes: Array(whole.utf8)) != nil)
        for (right, wrong) in [
            (#""sequence":1"#, #""sequence":0"#), (#""transition":"firing""#, #""transition":"fires""#),
            (#""state":"firing""#, #""state":"on""#), (#""severity":"high""#, #""severity":"worst""#),
            (#""category":"weapons""#, #""category":7"#), ("2025-11-21T12:00:00Z", "yesterday"),
            (#""id":""#, #""id":"x"#),
        ] {
            let text = whole.replacing(right, with: wrong)
            #expect(text != whole, "\(right)")
            #expect(Told(bytes: Array(text.utf8)) == nil, "\(wrong)")
        }
    }
}
