// What a chart looks like, held against goldens. MONITORD_UPDATE_GOLDENS=1 writes them anew.

import Foundation
import Model
import Testing

@testable import Charts

private let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

private let noon = EventTime(microseconds: 1_763_640_000_000_000)

private let shares: @Sendable (Double) -> String = { "\(Int(($0 * 1000).rounded()) / 10) %" }
private let plain: @Sendable (Double) -> String = { "\($0)" }

private func slide(title: String = "refusal-rate  model=acme/support-8b:v7") throws -> Plot {
    let points = (0..<120).compactMap { minute -> Plot.Point? in
        // Nobody asks anything for a quarter of an hour.
        if 30..<45 ~= minute { return nil }
        let wave = Double((minute * 7919) % 13 - 6) / 400
        return Plot.Point(time: noon + .seconds(Int64(minute) * 60), value: (minute < 70 ? 0.35 : 0.26) + wave)
    }
    let change = noon + .seconds(70 * 60)
    let plot = Plot(
        title: title, from: noon, until: noon + .seconds(7200), points: points,
        levels: [
            Plot.Level(value: 0.35, name: "baseline", style: .solid),
            Plot.Level(value: 0.315, name: "warning", style: .dashed),
            Plot.Level(value: 0.2625, name: "critical", style: .dashed),
            Plot.Level(value: 0.38, name: "3-sigma", style: .dotted),
        ],
        marks: [
            Plot.Mark(
                time: change, name: "change about 13:10",
                interval: (change.microseconds - 300_000_000)...(change.microseconds + 300_000_000)),
            Plot.Mark(time: change + .seconds(900), name: "fired 13:25"),
        ],
        format: shares)
    return try #require(plot)
}

private func matches(_ text: String, _ name: String) throws {
    let golden = fixtures.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["MONITORD_UPDATE_GOLDENS"] != nil {
        try Data(text.utf8).write(to: golden)
    }
    #expect(Array(text.utf8) == Array(try Data(contentsOf: golden)))
}

@Suite struct PlotTests {
    @Test func brailleChartIsAsItWas() throws {
        let lines = TextPlot().lines(try slide())
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 80 })
        try matches(lines.joined(separator: "\n") + "\n", "slide.txt")
    }

    @Test func plainChartHasNothingButASCII() throws {
        let lines = TextPlot(isASCII: true).lines(try slide())
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { 0x20..<0x7F ~= $0 } })
        #expect(lines.allSatisfy { $0.count <= 80 })
        try matches(lines.joined(separator: "\n") + "\n", "slide-ascii.txt")
    }

    @Test func pictureIsAsItWas() throws { try matches(SVGPlot().text(try slide()), "slide.svg") }

    @Test func pictureEscapesWhatComesFromOutside() throws {
        let text = SVGPlot().text(try slide(title: "<script>alert('1')</script>&\u{202E}\u{1B}[2J"))
        #expect(!text.contains("<script"))
        #expect(!text.contains("\u{202E}") && !text.contains("\u{1B}"))
        #expect(XMLCheck.isWellFormed(text))
    }

    @Test(arguments: [1, 40, 80, 200, 10_000], [1, 4, 24, 10_000])
    func everySizeIsDrawn(width: Int, height: Int) throws {
        let lines = TextPlot(width: width, height: height).lines(try slide())
        #expect(lines.count > 4)
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= max(40, min(width, 400)) || $0.contains("change") })
    }

    @Test func flatAndExtremeValuesAreDrawn() throws {
        for value in [0, 0.5, -1e300, 1e300, 1e-300] {
            let points = (0..<10).map { Plot.Point(time: noon + .seconds($0), value: value) }
            let plot = Plot(
                title: "", from: noon, until: noon + .seconds(10), points: points, levels: [], marks: [],
                format: plain)
            let drawn = try #require(plot)
            #expect(TextPlot().lines(drawn).count > 4)
            #expect(!SVGPlot().text(drawn).isEmpty)
        }
    }

    @Test func nothingToDrawIsNoPlot() {
        #expect(Plot(title: "", from: noon, until: noon, points: [], levels: [], marks: [], format: plain) == nil)
        let nan = [Plot.Point(time: noon, value: .nan)]
        let until = noon + .seconds(1)
        #expect(Plot(title: "", from: noon, until: until, points: nan, levels: [], marks: [], format: plain) == nil)
    }
}

/// Enough of XML to see that tags close.
private enum XMLCheck {
    static func isWellFormed(_ text: String) -> Bool {
        var open: [Substring] = []
        for piece in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
            guard let end = piece.firstIndex(of: ">") else { return false }
            let tag = piece[..<end]
            let name = tag.prefix { $0 != " " && $0 != "/" && !$0.isNewline }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
            } else if !tag.hasSuffix("/") {
                open.append(name)
            }
        }
        return open.isEmpty
    }
}
