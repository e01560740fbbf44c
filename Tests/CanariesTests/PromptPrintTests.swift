// Prints and names: the hash is SipHash-2-4, and nothing but case and space is forgiven.

import Model
import Testing

@testable import Canaries

@Suite struct PromptPrintTests {
    /// Key 00 01 … 0f, messages 00 01 … of 0 to 63 bytes: the vectors of the authors, made again with
    /// `openssl mac -macopt size:8 SIPHASH`.
    @Test func theHashIsSipHash24() {
        for (length, expected) in vectors.enumerated() {
            var hash = SipHash((0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
            for byte in 0..<UInt8(length) { hash.take(byte) }
            #expect(hash.finished() == expected, "\(length) bytes")
        }
    }

    @Test func caseAndWhiteSpaceDoNotMatter() {
        let print = PromptPrint(key: Sealed("key"))
        let first = print.print(Sealed("How do I bake bread?"))
        for text in [
            "how do i bake bread?", "  How do I\tbake\r\n\nbread?  ", "HOW DO I BAKE BREAD?\u{7f}",
            "\u{0}How\u{1}do I bake bread?",
        ] {
            #expect(print.print(Sealed(text)) == first, "\(text)")
        }
    }

    @Test func anythingElseMatters() {
        let print = PromptPrint(key: Sealed("key"))
        let texts = [
            "", "a", "ab", "a b", "a  b.", "[", "{", "@", "`", "ä", "Ä", "a\u{a0}b", "ba", "aa", "a\u{200b}b", "\u{80}",
        ]
        #expect(Set(texts.map { print.print(Sealed($0)) }).count == texts.count)
        #expect(print.print(Sealed([0xff])) != print.print(Sealed([0xfe])))
        #expect(print.print(Sealed("a")) != PromptPrint(key: Sealed("yek")).print(Sealed("a")))
        #expect(print.print(Sealed(" \n ")) == print.print(Sealed("")))
    }

    @Test func ofSeveralMessagesTheLastOfTheUserIsPrinted() {
        let print = PromptPrint(key: Sealed("key"))
        let messages = [
            ChatMessage(role: .system, content: Sealed("s")), ChatMessage(role: .user, content: Sealed("u1")),
            ChatMessage(role: .user, content: Sealed("u2")), ChatMessage(role: .assistant, content: Sealed("a")),
        ]
        #expect(print.print(messages) == print.print(Sealed("u2")))
        #expect(print.print(Array(messages.prefix(1))) == print.print(Sealed("s")))
        #expect(print.print([]) == print.print(Sealed("")))
    }

    @Test func requestIdsLookLikeAnyOther() throws {
        let identity = CanaryIdentity(key: Sealed("key"))
        var ids: Set<String> = []
        for item in ["a", "b"] {
            for attempt in 0..<100 as Range<Int64> {
                let id = identity.requestID(run: "r", item: item, attempt: attempt)
                #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
                ids.insert(id)
            }
        }
        #expect(ids.count == 200)
        #expect(ids.contains(CanaryIdentity(key: Sealed("key")).requestID(run: "r", item: "b", attempt: 7)))
        #expect(!ids.contains(CanaryIdentity(key: Sealed("other")).requestID(run: "r", item: "b", attempt: 7)))
    }

    @Test func promptHashesTellMessagesApart() {
        let identity = CanaryIdentity(key: Sealed("key"))
        func message(_ role: ChatMessage.Role, _ text: String) -> ChatMessage {
            ChatMessage(role: role, content: Sealed(text))
        }
        let hashes = [
            [message(.user, "ab")], [message(.user, "a"), message(.user, "b")], [message(.system, "ab")],
            [message(.user, "AB")], [], [message(.user, "")],
        ].map(identity.promptHash)
        #expect(Set(hashes).count == hashes.count)
        #expect(hashes.allSatisfy { $0.count == 32 })
        #expect(!hashes.contains(CanaryIdentity(key: Sealed("other")).promptHash([message(.user, "ab")])))
    }

    @Test func lotsAreTheSameAgainAndFair() {
        let identity = CanaryIdentity(key: Sealed("key"))
        var draw = identity.draw("test", ["a"])
        var again = identity.draw("test", ["a"])
        var other = identity.draw("test", ["b"])
        #expect(draw != other)
        var counts = [Int](repeating: 0, count: 6)
        var sum: Int64 = 0
        for _ in 0..<6000 {
            let number = draw.number(below: 6)
            #expect(number == again.number(below: 6))
            counts[Int(number)] += 1
            sum += other.gap(mean: .seconds(2)).microseconds
        }
        // Five standard deviations each.
        #expect(counts.allSatisfy { abs($0 - 1000) < 145 })
        #expect(abs(Double(sum) / 6000 - 2e6) < 5 * 2e6 / 6000.0.squareRoot())
        #expect(draw.number(below: 0) == 0 && draw.number(below: -3) == 0)
        var cards = Array(0..<50)
        draw.shuffle(&cards)
        #expect(cards.sorted() == Array(0..<50) && cards != Array(0..<50))
    }
}

private let vectors: [UInt64] = [
    0x726f_db47_dd0e_0e31, 0x74f8_39c5_93dc_67fd, 0x0d6c_8009_d9a9_4f5a, 0x8567_6696_d7fb_7e2d, 0xcf27_94e0_2771_87b7,
    0x1876_5564_cd99_a68d, 0xcbc9_466e_58fe_e3ce, 0xab02_00f5_8b01_d137, 0x93f5_f579_9a93_2462, 0x9e00_82df_0ba9_e4b0,
    0x7a5d_bbc5_94dd_b9f3, 0xf4b3_2f46_226b_ada7, 0x751e_8fbc_860e_e5fb, 0x14ea_5627_c084_3d90, 0xf723_ca90_8e7a_f2ee,
    0xa129_ca61_49be_45e5, 0x3f2a_cc7f_57c2_9bdb, 0x699a_e9f5_2cbe_4794, 0x4bc1_b3f0_968d_d39c, 0xbb6d_c91d_a779_61bd,
    0xbed6_5cf2_1aa2_ee98, 0xd0f2_cbb0_2e3b_67c7, 0x9353_6795_e3a3_3e88, 0xa80c_038c_cd5c_cec8, 0xb8ad_50c6_f649_af94,
    0xbce1_92de_8a85_b8ea, 0x17d8_35b8_5bbb_15f3, 0x2f2e_6163_076b_cfad, 0xde4d_aaac_a71d_c9a5, 0xa6a2_5066_8795_6571,
    0xad87_a353_5c49_ef28, 0x32d8_92fa_d841_c342, 0x7127_512f_72f2_7cce, 0xa7f3_2346_f959_78e3, 0x12e0_b01a_bb05_1238,
    0x15e0_34d4_0fa1_97ae, 0x314d_ffbe_0815_a3b4, 0x0279_90f0_2962_3981, 0xcadc_d4e5_9ef4_0c4d, 0x9abf_d876_6a33_735c,
    0x0e3e_a96b_5304_a7d0, 0xad0c_42d6_fc58_5992, 0x1873_06c8_9bc2_15a9, 0xd4a6_0abc_f379_2b95, 0xf935_451d_e4f2_1df2,
    0xa953_8f04_1975_5787, 0xdb9a_cddf_f56c_a510, 0xd06c_98cd_5c09_75eb, 0xe612_a3cb_9ecb_a951, 0xc766_e62c_fcad_af96,
    0xee64_435a_9752_fe72, 0xa192_d576_b245_165a, 0x0a87_87bf_8ecb_74b2, 0x81b3_e73d_20b4_9b6f, 0x7fa8_220b_a3b2_ecea,
    0x2457_31c1_3ca4_2499, 0xb78d_bfaf_3a8d_83bd, 0xea1a_d565_322a_1a0b, 0x60e6_1c23_a379_5013, 0x6606_d7e4_4628_2b93,
    0x6ca4_ecb1_5c5f_91e1, 0x9f62_6da1_5c96_25f3, 0xe51b_3860_8ef2_5f57, 0x958a_324c_eb06_4572,
]
