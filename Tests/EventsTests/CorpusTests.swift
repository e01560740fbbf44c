// The corpus against the decoder, the full parser and the guard pages.

import Events
import Model
import Testing

@Suite struct CorpusTests {
    @Test(arguments: CorpusSection.allCases) func inputGetsItsAnswer(section: CorpusSection) throws {
        let bench = try Workbench()
        for one in section.cases {
            let answer = bench.answer(one.make())
            #expect(answer == one.expected, "\(section.rawValue): \(one.name)")
        }
    }

    @Test(arguments: CorpusSection.allCases) func fullParserAgrees(section: CorpusSection) throws {
        let bench = try Workbench()
        for one in section.cases {
            let bytes = one.make()
            #expect(disagreement(bench, bytes, bench.answer(bytes)) == nil, "\(section.rawValue): \(one.name)")
        }
    }

    @Test(arguments: CorpusSection.allCases) func nothingOutsideTheInputIsRead(section: CorpusSection) throws {
        let bench = try Workbench()
        for one in section.cases {
            let bytes = one.make()
            for atEnd in [true, false] {
                let answer = withGuardedBytes(bytes, atEnd: atEnd) { bench.answer(bench.decode($0)) }
                #expect(answer == one.expected, "\(section.rawValue): \(one.name)")
            }
        }
    }

    @Test func acceptedInputHasACanonicalForm() throws {
        let bench = try Workbench()
        for one in CorpusSection.allCases.flatMap(\.cases) where one.expected == .accepted {
            #expect(throws: Never.self, "\(one.name)") { try bench.canonical(one.make()).get() }
        }
    }

    @Test func noInputStandsTwice() {
        let cases = CorpusSection.allCases.flatMap(\.cases)
        let inputs = Set(cases.map { hexadecimal(sha256(Array($0.make().prefix(200_000)))) })
        print("corpus of \(cases.count) cases, \(inputs.count) inputs")
        #expect(inputs.count > 800)
    }

    @Test func everyPrefixOfAnEventIsBroken() throws {
        let bench = try Workbench()
        let whole = try fixture("full.json")
        // The last byte is a line feed.
        for count in 1..<whole.count - 1 {
            let part = Array(whole[..<count])
            let isInsideCharacter = whole[count] & 0xC0 == 0x80
            let expected = Answer.rejected(isInsideCharacter ? .utf8 : .jsonSyntax, nil)
            #expect(bench.answer(part) == expected, "prefix of \(count)")
            #expect(withGuardedBytes(part, atEnd: true) { bench.answer(bench.decode($0)) } == expected)
        }
        #expect(bench.answer(whole) == .accepted)
    }

    @Test func faultSaysWhereItIs() throws {
        let bench = try Workbench()
        func detail(_ text: String) -> String? {
            guard case .failure(let rejection) = bench.decode(Array(text.utf8)) else { return nil }
            return rejection.detail
        }
        #expect(detail(#"{"id":5}"#) == "id at byte 6")
        #expect(detail(#"{"id":"a","id":"b"}"#) == "id at byte 15")
        #expect(detail(#"{"a":tru}"#) == "at byte 5")
        #expect(detail(#"{"id":5,"a":tru}"#) == "at byte 12")
        #expect(detail(#"{"usage":{"input_tokens":-1}}"#) == "usage.input_tokens at byte 25")
        #expect(detail("") == "")
    }
}
