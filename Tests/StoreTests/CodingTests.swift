// Bytes to values and back.

import Model
import Panes
import Testing

@testable import Store

@Suite struct CodingTests {
    @Test func aScopeIsReadFromItsKeyAndFromNothingElse() {
        let scopes = [
            Scope([]), scope(""), scope("a\u{0}\u{1}\u{1F}\"\\\n\r\t/é🧨", "{\"model\":\"x\"}"),
            Scope(Dimension.allCases.map { ($0, $0.name) }),
        ]
        for scope in scopes { #expect(Scope(key: scope.key) == scope) }
        let wrong = [
            "", "{", "{}x", "{\"model\":\"a\"", "{\"model\":\"a\",}", "{\"model\": \"a\"}", "{\"modem\":\"a\"}",
            "{\"model\":\"\\u0041\"}", "{\"model\":\"\\u00", "{\"category\":\"a\",\"model\":\"b\"}", "{\"model\":1}",
        ]
        for text in wrong { #expect(Scope(key: Array(text.utf8)) == nil, "\(text)") }
        #expect(Scope(key: Array("{\"model\":\"".utf8) + [0xFF] + Array("\"}".utf8)) == nil)
    }

    @Test func weightsAreStoredOnlyWhenTheyDiffer() {
        let (plain, weighted) = (tally(refused: 2, complied: 5), tally(refused: 2, complied: 5, weight: 2560))
        #expect(plain.weightsBlob == nil)
        #expect(Tally.zero.weightsBlob == nil)
        for original in [plain, weighted] {
            var restored = Tally.zero
            restored.counts = original.counts
            let isWhole = restored.restoreWeights(original.weightsBlob)
            #expect(isWhole)
            #expect(restored == original)
        }
        var broken = Tally.zero
        let isWhole = broken.restoreWeights([1, 2, 3])
        #expect(!isWhole)
    }

    @Test func contentsAreStoredOnlyWhenThereAreAny() {
        let plain = Accumulator(tally: tally(refused: 2, complied: 5))
        #expect(plain.contentsBlob == nil)
        let full = fullAccumulator()
        #expect(Accumulator(full.tally, contents: full.contentsBlob) == full)
        #expect(Accumulator(plain.tally, contents: full.contentsBlob) == nil, "other counts than the columns")
        #expect(Accumulator(full.tally, contents: [1, 2, 3]) == nil)
        #expect(Accumulator(full.tally, contents: (full.contentsBlob ?? []) + [0]) == nil)
    }

    @Test func theChecksumKeepsItsPiecesApart() {
        #expect(checksum([1], [2]) != checksum([1, 2]))
        #expect(checksum([1], []) != checksum([], [1]))
    }

    @Test func aBaselineBodyThatLiesIsRefused() {
        var lying: [UInt8] = []
        lying.append(littleEndian: .max)
        #expect(Baseline.cells(body: lying) == nil)
        #expect(Baseline.cells(body: []) == nil)
        lying = []
        lying.append(littleEndian: 1)
        lying.append(littleEndian: -1)
        #expect(Baseline.cells(body: lying) == nil)
    }
}
