// Which known word is near enough to be meant.

import Model
import Testing

@Suite struct SpellingTests {
    private let keys = ["name", "metric", "window", "warning", "critical", "for", "keep_firing_for", "by"]

    @Test(arguments: [
        ("windw", "window"), ("Window", "window"), ("widnow", "window"), ("warnings", "warning"),
        ("keep_fireing_for", "keep_firing_for"), ("fro", "for"), ("metrics", "metric"),
    ])
    func typoFindsItsWord(typo: String, word: String) {
        #expect(nearest(to: typo, among: keys) == word)
    }

    @Test(arguments: ["", "threshold", "zzz", "é", "x", String(repeating: "a", count: 100_000)])
    func otherWordFindsNothing(word: String) {
        #expect(nearest(to: word, among: keys) == nil)
    }

    @Test func nothingIsNearInAnEmptyList() {
        #expect(nearest(to: "window", among: []) == nil)
    }
}
