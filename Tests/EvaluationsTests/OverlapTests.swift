// Training rows that hold what a suite asks.

import Evaluations
import Foundation
import Model
import Testing

@Suite struct OverlapTests {
    private let long =
        "A customer wrote that the parcel never came; what should the agent answer first, and which form is needed "
        + "before the money can be sent back to the card?"

    private func found(_ prompts: [String], _ lines: [String], threshold: Double = 0.8) -> [OverlapFinding] {
        var overlap = TrainingOverlap(threshold: threshold)
        for (place, prompt) in prompts.enumerated() { overlap.add(id: "i\(place)", texts: [Sealed(prompt)]) }
        for (place, line) in lines.enumerated() {
            let texts = TrainingRow.texts(line: Array(line.utf8), fields: TrainingRow.fieldsDefault) ?? []
            overlap.take(TrainingRow(file: "t.jsonl", line: place + 1), texts: texts)
        }
        return overlap.findings
    }

    private func line(_ field: String, _ text: String) -> String {
        var writer = JSONWriter()
        writer.object { $0.field(field, text) }
        return writer.text
    }

    @Test func sameWordsAreFoundWhateverTheirCaseAndMarks() {
        let row = line("prompt", long.uppercased().replacingOccurrences(of: " ", with: "  \n- "))
        let hits = found(["How are you?", long], [line("prompt", "Something else"), row])
        #expect(hits.map(\.id) == ["i1"])
        #expect(hits[0].exact == 1)
        #expect(hits[0].rows == [TrainingRow(file: "t.jsonl", line: 2)])
        // Letters beyond ASCII have cases too.
        #expect(
            found(["Grüße aus Köln"], [line("text", "GRÜSSE aus KÖLN"), line("text", "grüße AUS köln")])[0].exact == 1)
    }

    @Test func shortPromptsAreFoundOnlyAsAWhole() {
        #expect(found(["Say hello"], [line("prompt", "say HELLO!")]).count == 1)
        #expect(found(["Say hello"], [line("prompt", "Please say hello to her")]).isEmpty)
        // From four words on, as a run of words.
        #expect(found(["Write a short poem"], [line("prompt", "Now write a short poem, please")]).count == 1)
        #expect(found(["Write a short poem"], [line("prompt", "Now write a poem that is short")]).isEmpty)
    }

    @Test func promptInsideOfALongerRowIsFound() {
        let hits = found([long], [line("text", "### User: \(long) ### Assistant: Certainly.")])
        #expect(hits.map(\.near) == [1])
        #expect(hits.map(\.containment) == [1])
    }

    /// 28 words have 21 shingles: a word changed at the end costs one of them, in the middle eight.
    @Test func nearDuplicatesAreThoseAboveTheThreshold() {
        let end = long.replacingOccurrences(of: "card?", with: "account?")
        let middle = long.replacingOccurrences(of: "agent", with: "clerk")
        #expect(found([long], [line("prompt", end)]).map(\.near) == [1])
        #expect(found([long], [line("prompt", middle)]).isEmpty)
        #expect(found([long], [line("prompt", middle)], threshold: 0.5).map(\.near) == [1])
        #expect(found([long], [line("prompt", "Nothing of it")], threshold: 0.01).isEmpty)
    }

    @Test func everyShapeOfARowIsRead() {
        let messages =
            #"{"messages":[{"role":"user","content":"Write a short poem"},{"role":"assistant","content":"x"}]}"#
        let parts = #"{"messages":[{"role":"user","content":[{"type":"text","text":"Write a short poem"}]}]}"#
        let split = #"{"instruction":"Write a short","input":"poem","output":"x"}"#
        for row in [messages, parts, split, line("text", "Write a short poem"), line("input", "Write a short poem")] {
            #expect(found(["Write a short poem"], [row]).count == 1, "\(row)")
        }
        // What a model answered is no prompt.
        #expect(found(["Write a short poem"], [line("output", "Write a short poem")]).isEmpty)
    }

    @Test func lineWithoutItsFieldsSaysSo() {
        #expect(TrainingRow.texts(line: Array("{}".utf8), fields: ["prompt"]) == [])
        #expect(TrainingRow.texts(line: Array("[1]".utf8), fields: ["prompt"]) == nil)
        #expect(TrainingRow.texts(line: Array("{".utf8), fields: ["prompt"]) == nil)
        #expect(TrainingRow.texts(line: [0xFF], fields: ["prompt"]) == nil)
    }

    @Test func rowsAreCountedAndTheFirstOfThemNamed() {
        let hits = found([long], Array(repeating: line("prompt", long), count: 12))
        #expect(hits[0].exact == 12)
        #expect(hits[0].rows.map(\.line) == [1, 2, 3, 4, 5])
    }
}
