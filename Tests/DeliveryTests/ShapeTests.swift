// The bodies of every kind of receiver, held against goldens. MONITORD_UPDATE_GOLDENS=1 writes them anew.

import Delivery
import Model
import Testing

@Suite struct ShapeTests {
    private func wire(_ receiver: Receiver, _ occasion: Occasion, at time: EventTime = noon) -> [UInt8] {
        let body = receiver.message(occasion, plan: plan)
        return receiver.outgoing(body: body, id: "m", at: time, plan: plan).body.bytes
    }

    private let group = #"["severity >= \"high\"",{"model":"acme/support-8b"}]"#

    @Test func aCloudEventHasItsGolden() throws {
        let receiver = Receiver(name: "hook", kind: .webhook)
        try expectGolden(wire(receiver, occasion([story()])), "cloudevent.json")
        let outgoing = receiver.outgoing(
            body: receiver.message(try occasion([story()]), plan: plan), id: "m", at: noon, plan: plan)
        #expect(
            outgoing.headers.contains {
                $0.name == "Content-Type" && $0.value == Sealed("application/cloudevents+json")
            })
        let kafka = Receiver(name: "topic", kind: .kafka(topic: "alerts"))
        #expect(wire(kafka, try occasion([story()])) == wire(receiver, try occasion([story()])))
    }

    @Test(arguments: [
        AlertTransition.Kind.firing, .escalated, .stale, .resumed, .resolved, .reopened, .acknowledged, .noted,
    ])
    func aCloudEventSaysWhatHappened(kind: AlertTransition.Kind) throws {
        let body = try parsed(wire(Receiver(name: "hook", kind: .webhook), occasion([story(kind, sequence: 2)])))
        #expect(body["type"]?.string == "dev.monitord.alert.\(kind.rawValue).v1")
        #expect(body["id"]?.string == story().alert.id.text + "-2")
        #expect(body["data"] == (try parsed(story(kind, sequence: 2).json)))
    }

    @Test func alertmanagersWebhookHasItsGolden() throws {
        let other = story(.resolved, sequence: 4, rule: "latency")
        let occasion = try occasion(
            [story(), other], standing: [story(severity: .critical, rule: "leak")], group: group)
        let receiver = Receiver(name: "am hook", kind: .alertmanagerWebhook)
        try expectGolden(wire(receiver, occasion), "alertmanager-webhook.json")
    }

    @Test func ofEachAlertTheNewestIsTold() throws {
        let occasion = try occasion([story(), story(.resolved, sequence: 2)], group: group)
        let body = try parsed(wire(Receiver(name: "h", kind: .alertmanagerWebhook), occasion))
        #expect(body["alerts"]?.array?.count == 1)
        #expect(body["status"]?.string == "resolved")
    }

    @Test func aPushHasItsGolden() throws {
        let receiver = Receiver(name: "am", kind: .alertmanager)
        let all = [story(), story(.resolved, sequence: 4, rule: "latency")]
        let body = receiver.pushed(try all.map(told))
        try expectGolden(
            receiver.outgoing(body: body, id: "m", at: noon + .seconds(7200), plan: plan).body.bytes,
            "alertmanager-push.json")
    }

    @Test func whatFiresEndsFourResendingsAheadOfEachAttempt() throws {
        var receiver = Receiver(name: "am", kind: .alertmanager)
        for (resend, ahead) in [(60, 240), (10, 240), (300, 1200)] as [(Int64, Int64)] {
            receiver.resend = .seconds(resend)
            let alert = try parsed(wire(receiver, occasion([story()]), at: noon + .seconds(9000)))[0]
            #expect(alert?["endsAt"]?.string == (noon + .seconds(9000 + ahead)).rfc3339)
        }
        let over = try parsed(wire(receiver, occasion([story(.resolved)]), at: noon + .seconds(9000)))[0]
        #expect(over?["endsAt"]?.string == (noon + .seconds(3600)).rfc3339)
        // Events may be ahead of the clock.
        let early = try parsed(wire(receiver, occasion([story()]), at: noon - .seconds(9000)))[0]
        #expect(early?["endsAt"]?.string == (noon + .seconds(1200)).rfc3339)
    }

    @Test func anEscalationEndsTheAlertUnderItsOldName() throws {
        let receiver = Receiver(name: "am", kind: .alertmanager)
        let step = story(.escalated, sequence: 2, severity: .critical, before: .high)
        let alerts = try #require(try parsed(wire(receiver, occasion([step]))).array)
        #expect(alerts.map { $0["labels"]?["severity"]?.string } == ["critical", "high"])
        #expect(alerts.last?["endsAt"]?.string == (noon + .seconds(60)).rfc3339)
        let first = story(.escalated, sequence: 2, severity: .medium, before: .low)
        #expect(try parsed(wire(receiver, occasion([first]))).array?.count == 1)
    }

    @Test func noNumberIsInALabel() throws {
        let receiver = Receiver(name: "am", kind: .alertmanager)
        var other = story(sequence: 2)
        other.alert.evidence.value = 0.1
        other.alert.evidence.ratio = 0.2
        other.alert.evidence.events = 7
        other.alert.summary = "another sentence"
        other.alert.reason = "another reason"
        other.alert.incident = "another incident"
        let labels = try [story(), other].map { try parsed(wire(receiver, occasion([$0])))[0]?["labels"] }
        #expect(labels[0] == labels[1])
    }

    @Test func aLabelOfTheRuleTakesNobodysPlace() throws {
        var step = story()
        step.alert.labels = [Label(name: "alertname", value: "x"), Label(name: "model", value: "y")]
        let alert = try parsed(wire(Receiver(name: "am", kind: .alertmanager), occasion([step])))[0]
        #expect(alert?["labels"]?["alertname"]?.string == "refusal-rate")
        #expect(alert?["labels"]?["model"]?.string == "acme/support-8b")
    }

    @Test func pagerDutyHasItsGolden() throws {
        var receiver = Receiver(name: "pager", kind: .pagerDuty)
        receiver.key = Sealed("R0UT1NG\"KEY")
        try expectGolden(wire(receiver, occasion([story()])), "pagerduty.json")
        let kept = receiver.message(try occasion([story()]), plan: plan)
        #expect(!String(decoding: kept, as: UTF8.self).contains("R0UT1NG"))
        let actions = try [AlertTransition.Kind.firing, .escalated, .acknowledged, .resolved, .reopened].map {
            try parsed(wire(receiver, occasion([story($0, sequence: 2)])))["event_action"]?.string
        }
        #expect(actions == ["trigger", "trigger", "acknowledge", "resolve", "trigger"])
        let tiers = try Severity.allCases.map {
            try parsed(wire(receiver, occasion([story(severity: $0)])))["payload"]?["severity"]?.string
        }
        #expect(tiers == ["info", "warning", "error", "critical"])
    }

    @Test func aLongSummaryIsCutBetweenLetters() throws {
        let receiver = Receiver(name: "pager", kind: .pagerDuty)
        let long = String(repeating: "é", count: 600)
        let summary = try parsed(wire(receiver, occasion([story(summary: long)])))["payload"]?["summary"]?.string
        #expect(summary?.utf8.count == 1023)
        #expect(summary?.last == "…")
        let exact = String(repeating: "é", count: 512)
        #expect(try parsed(wire(receiver, occasion([story(summary: exact)])))["payload"]?["summary"]?.string == exact)
    }

    @Test func slackHasItsGolden() throws {
        let receiver = Receiver(name: "chat", kind: .slack)
        let occasion = try occasion(
            [story(), story(.resolved, sequence: 4, rule: "latency")],
            standing: [story(severity: .medium, rule: "leak")], group: group)
        try expectGolden(wire(receiver, occasion), "slack.json")
        let repeated = Occasion(news: [], standing: occasion.standing, group: group, at: noon)
        try expectGolden(wire(receiver, repeated), "slack-repeat.json")
    }

    @Test func ownWordsTakeThePlaceOfOurs() throws {
        for kind in [Receiver.Kind.slack, .pagerDuty, .alertmanagerWebhook, .alertmanager] {
            var receiver = Receiver(name: "r", kind: kind)
            receiver.title = try Template("T {{ alert.rule }}")
            receiver.text = try Template("X {{ alert.evidence.value | percent }}")
            let body = String(decoding: wire(receiver, try occasion([story()])), as: UTF8.self)
            #expect(body.contains("\"T refusal-rate\""), "\(kind)")
            #expect(body.contains("\"X 45.0 %\""), "\(kind)")
        }
    }

    @Test func aRollbackIsSentAsItIs() {
        let receiver = Receiver(name: "hook", kind: .webhook)
        let body = Array(#"{"schema":"monitord.rollback/1","id":"x"}"#.utf8)
        let outgoing = receiver.outgoing(body: body, id: "m", at: noon, plan: plan)
        #expect(outgoing.body.bytes == body)
        #expect(outgoing.headers.contains { $0.name == "Content-Type" && $0.value == Sealed("application/json") })
    }

    @Test func everyAttemptSendsTheSame() throws {
        for kind in [Receiver.Kind.webhook, .alertmanagerWebhook, .pagerDuty, .slack, .kafka(topic: "t")] {
            let receiver = Receiver(name: "r", kind: kind)
            let body = receiver.message(try occasion([story()]), plan: plan)
            let attempts = [0, 1000].map { seconds in
                receiver.outgoing(body: body, id: "m", at: noon + .seconds(seconds), plan: plan).body.bytes
            }
            #expect(attempts[0] == attempts[1])
            #expect(attempts[0] == body)
        }
    }
}
