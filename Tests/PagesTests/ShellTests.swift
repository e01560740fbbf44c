// What stands around every page: colours that can be read, hashes that hold, a small script.

import Model
import Testing

@testable import Pages

/// Relative luminance as WCAG 2.1 defines it.
private func luminance(_ colour: String) throws -> Double {
    let parts = stride(from: 1, to: 7, by: 2).map { place -> Double in
        let start = colour.index(colour.startIndex, offsetBy: place)
        let value = Double(Int(colour[start..<colour.index(start, offsetBy: 2)], radix: 16) ?? -1) / 255
        if value <= 0.03928 { return value / 12.92 }
        // x^2.4 without a mathematical library: by the fifth root of x^12.
        let base = (value + 0.055) / 1.055
        var power = 1.0
        for _ in 0..<12 { power *= base }
        var root = 0.5
        for _ in 0..<200 { root -= (root * root * root * root * root - power) / (5 * root * root * root * root) }
        return root
    }
    try #require(parts.count == 3 && colour.count == 7)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
}

private func contrast(_ one: String, _ other: String) throws -> Double {
    let (first, second) = (try luminance(one), try luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
}

@Suite struct ShellTests {
    private let words = ["ink", "soft", "link", "critical", "high", "medium", "low", "ok", "unknown"]

    @Test func textCanBeReadByDayAndByNight() throws {
        #expect(abs(try contrast("#000000", "#ffffff") - 21) < 0.01)
        let colour = Dictionary(uniqueKeysWithValues: PageStyle.colours.map { ($0.name, $0) })
        for ground in ["ground", "card", "faint"] {
            for word in words {
                let (text, back) = (try #require(colour[word]), try #require(colour[ground]))
                #expect(try contrast(text.light, back.light) >= 4.5, "\(word) on \(ground), light")
                #expect(try contrast(text.dark, back.dark) >= 4.5, "\(word) on \(ground), dark")
            }
            // What is drawn, and the frame of what has the focus.
            let (line, back) = (try #require(colour["plot"]), try #require(colour[ground]))
            #expect(try contrast(line.light, back.light) >= 3 && contrast(line.dark, back.dark) >= 3)
        }
        let (ink, ground) = (try #require(colour["ink"]), try #require(colour["ground"]))
        #expect(try contrast(ground.light, ink.light) >= 4.5 && contrast(ground.dark, ink.dark) >= 4.5)
    }

    @Test func everyClassOfASignIsAColour() {
        let names = Set(PageStyle.colours.map(\.name))
        for mark in Mark.allCases {
            #expect(names.contains(mark.rawValue))
            #expect(Mark.sheet.contains("id=\"m-\(mark.rawValue)\""))
            #expect(PageStyle.text.contains(".\(mark.rawValue){color:var(--\(mark.rawValue))}"))
        }
    }

    @Test func policyTrustsTheVeryBytesOfThePage() throws {
        let page = PageContent(title: "x", section: .overview, html: "<h1>x</h1>\n")
        let document = PageShell.document(page, at: Samples.now, version: "")
        for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
            let start = try #require(document.firstRange(of: "<\(tag)>")?.upperBound)
            let end = try #require(document.firstRange(of: "</\(tag)>")?.lowerBound)
            let hash = base64(sha256(Array(document[start..<end].utf8)))
            #expect(PageShell.contentSecurityPolicy.contains("\(directive) 'sha256-\(hash)'"))
        }
        for part in ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"] {
            #expect(PageShell.contentSecurityPolicy.contains(part))
        }
        #expect(!PageShell.contentSecurityPolicy.contains("unsafe"))
    }

    @Test func scriptIsSmallAndNothingIsFetchedFromElsewhere() {
        #expect(PageScript.text.utf8.count <= 2048)
        for text in [PageStyle.text, PageScript.text] {
            #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("@import"))
            #expect(!text.contains("url(") && !text.contains("</"))
        }
    }

    @Test func queriesHoldWhateverANameHolds() {
        #expect(queryText("a b&c=d/é") == "a%20b%26c%3Dd%2F%C3%A9")
        #expect(
            seriesPath(rule: "r", scope: Scope([(.model, "a\"b")]))
                == "/series?rule=r&scope=%7B%22model%22%3A%22a%5C%22b%22%7D")
    }
}
