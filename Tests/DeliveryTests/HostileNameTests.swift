// Names and texts come from outside: every shape has to carry them and mean nothing by them.

import Delivery
import Model
import Seeds
import Testing

@Suite struct HostileNameTests {
    private static let pieces: [String] = [
        "<!channel>", "<!here>", "@here", "<@U123>", "<https://evil.example|ok>", "&amp;", "&", "<", ">", "*bold*",
        "_it_", "~no~", "`code`", "\"", "\\", "/", "\n", "\r\n", "\t", "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{202E}",
        "é", "e\u{301}", "🦊", "\u{10FFFF}", "{{ alert.id }}", "</script>", "',--", " ", "a", "acme/x",
    ]

    private func name(_ random: inout SeededRandom, pieces: ClosedRange<Int> = 1...8) -> String {
        (0..<Int.random(in: pieces, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    private func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    @Test func everyShapeGivesTheSameTextBack() throws {
        var random = SeededRandom(announcing: "everyShapeGivesTheSameTextBack")
        for _ in 0..<100 {
            let (model, summary) = (name(&random), name(&random))
            var step = story(model: model, summary: summary)
            step.alert.labels = [Label(name: "team", value: name(&random))]
            let occasion = try occasion([step], group: Route(filter: nil, receivers: []).group(of: step.alert.field))
            func body(_ kind: Receiver.Kind) throws -> JSONValue {
                let receiver = Receiver(name: "r", kind: kind)
                let kept = receiver.message(occasion, plan: plan)
                return try parsed(receiver.outgoing(body: kept, id: "m", at: noon, plan: plan).body.bytes)
            }
            func same(_ value: JSONValue?, _ text: String) -> Bool {
                value?.string?.utf8.elementsEqual(text.utf8) == true
            }
            let event = try body(.webhook)["data"]?["alert"]
            #expect(same(event?["series"]?["model"], model) && same(event?["summary"], summary))
            let hook = try body(.alertmanagerWebhook)
            #expect(same(hook["groupLabels"]?["model"], model))
            #expect(same(hook["alerts"]?[0]?["labels"]?["team"], step.alert.labels[0].value))
            #expect(same(hook["commonAnnotations"]?["summary"], summary))
            #expect(same(try body(.alertmanager)[0]?["labels"]?["model"], model))
            let page = try body(.pagerDuty)["payload"]
            #expect(same(page?["summary"], summary) && same(page?["component"], model))
            let chat = try body(.slack)
            let section = chat["blocks"]?[1]?["text"]
            #expect(section?["type"]?.string == "plain_text")
            let text = try #require(section?["text"]?.string)
            #expect(!text.utf8.contains(UInt8(ascii: "<")) && !text.utf8.contains(UInt8(ascii: ">")))
            let expected = "firing · high · refusal-rate\n\(summary)\npast the critical line\n"
            #expect(Array(unescaped(text).utf8).starts(with: expected.utf8))
        }
    }

    @Test func nothingInAMessageOfSlackIsMarkup() throws {
        let evil = "<!channel> @here *x* <https://e.example|y>"
        let occasion = try occasion([story(model: evil, summary: evil)])
        var receiver = Receiver(name: "chat", kind: .slack)
        receiver.text = try Template("{{ alert.summary }}")
        let body = String(decoding: receiver.message(occasion, plan: plan), as: UTF8.self)
        #expect(!body.contains("<"))
        #expect(!body.contains("mrkdwn\":true"))
        #expect(!body.contains("\"mrkdwn\"}"))
        #expect(body.contains("&lt;!channel&gt;"))
    }

    @Test func bodiesStaySmallAndSayWhatTheyLeftOut() throws {
        let long = String(repeating: "<\u{1}é", count: 3000)
        var steps: [AlertTransition] = []
        for number in 0..<40 {
            var step = story(rule: "rule-\(number)", summary: long)
            step.alert.reason = long
            step.alert.annotations = (0..<32).map { Label(name: "a\($0)", value: String(repeating: "x", count: 1000)) }
            step.alert.labels = (0..<10).map { Label(name: "l\($0)", value: String(repeating: "y", count: 200)) }
            steps.append(step)
        }
        for kind in [Receiver.Kind.webhook, .alertmanagerWebhook, .pagerDuty, .slack, .kafka(topic: "t")] {
            let receiver = Receiver(name: "r", kind: kind)
            let body = receiver.message(try occasion(receiver.isGrouped ? steps : [steps[0]]), plan: plan)
            #expect(body.count <= Receiver.bodyBytesMax, "\(kind): \(body.count)")
            let value = try parsed(body)
            switch kind {
            case .webhook, .kafka:
                #expect(value["data"]?["cut"]?.array?.contains(.string("alert.annotations")) == true)
                #expect(value["data"]?["alert"]?["series"]?["model"]?.string == "acme/support-8b")
            case .alertmanagerWebhook:
                let shown = try #require(value["alerts"]?.array?.count)
                #expect(shown >= 1 && value["truncatedAlerts"]?.integer == Int64(40 - shown))
            case .pagerDuty: #expect(value["payload"]?["custom_details"]?["transition"]?["cut"] != nil)
            case .slack:
                let blocks = try #require(value["blocks"]?.array)
                #expect(blocks.count <= 50)
                #expect(String(decoding: body, as: UTF8.self).contains("more are not shown"))
                for block in blocks { #expect(block["text"]?["text"]?.string?.utf16.count ?? 0 <= 3000) }
                #expect(blocks[0]["text"]?["text"]?.string?.utf16.count ?? 999 <= 150)
            case .alertmanager: break
            }
        }
    }

    @Test func anEscapeIsNeverCutInTwo() throws {
        for length in 2990...3010 {
            let text = String(repeating: "a", count: length) + "&&&&&&"
            var receiver = Receiver(name: "chat", kind: .slack)
            receiver.text = try Template("{{ alert.summary }}")
            let body = try parsed(receiver.message(occasion([story(summary: text)]), plan: plan))
            let shown = try #require(body["blocks"]?[1]?["text"]?["text"]?.string)
            #expect(shown.utf16.count <= 3000)
            #expect(unescaped(shown).hasPrefix(String(repeating: "a", count: 2980)))
            #expect(!shown.replacing("&amp;", with: "").contains("&"))
        }
    }
}
