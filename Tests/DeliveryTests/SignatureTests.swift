// Signatures, against vectors that others published.

import Delivery
import Model
import Testing

@Suite struct SignatureTests {
    private func headers(_ receiver: Receiver, _ body: String, id: String, seconds: Int64) -> [String: String] {
        let time = EventTime(microseconds: seconds * 1_000_000 + 999_999)
        let outgoing = receiver.outgoing(body: Array(body.utf8), id: id, at: time, plan: DeliveryPlan())
        return Dictionary(
            uniqueKeysWithValues: outgoing.headers.map { ($0.name, String(decoding: $0.value.bytes, as: UTF8.self)) })
    }

    /// The example of Svix's documentation, who wrote Standard Webhooks.
    @Test func standardSignatureIsThePublishedOne() throws {
        var receiver = Receiver(name: "hook", kind: .webhook, url: "https://example.org/hook")
        receiver.signature = .standard
        receiver.signingKeys = [Sealed(try #require(base64Bytes(Array("plJ3nmyCDGBKInavdOK15jsl".utf8))))]
        let headers = headers(
            receiver, #"{"event_type":"ping","data":{"success":true}}"#, id: "msg_loFOjxBNrRLzqYUf",
            seconds: 1_731_705_121)
        #expect(headers["webhook-id"] == "msg_loFOjxBNrRLzqYUf")
        #expect(headers["webhook-timestamp"] == "1731705121")
        #expect(headers["webhook-signature"] == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")
        #expect(headers["Content-Type"] == "application/json")
    }

    @Test func everyKeySignsSoThatOneCanBeChanged() throws {
        var receiver = Receiver(name: "hook", kind: .webhook)
        receiver.signature = .standard
        receiver.signingKeys = [Sealed("the new key of 24 bytes."), Sealed("the old key of 24 bytes.")]
        let both = headers(receiver, "{}", id: "a", seconds: 1)["webhook-signature"]?.split(separator: " ") ?? []
        receiver.signingKeys.removeFirst()
        let old = headers(receiver, "{}", id: "a", seconds: 1)["webhook-signature"]
        #expect(both.count == 2)
        #expect(both.last.map(String.init) == old)
        #expect(both.first != both.last)
    }

    /// The example of GitHub's documentation.
    @Test func gitHubSignatureIsThePublishedOne() {
        var receiver = Receiver(name: "hook", kind: .alertmanagerWebhook)
        receiver.signature = .github
        receiver.signingKeys = [Sealed("It's a Secret to Everybody")]
        let headers = headers(receiver, "Hello, World!", id: "a", seconds: 1)
        #expect(
            headers["X-Hub-Signature-256"]
                == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
        #expect(headers["webhook-id"] == "a")
        #expect(headers["webhook-signature"] == nil)
    }

    @Test(arguments: [
        ("whsec_" + base64([UInt8](repeating: 7, count: 24)), true),
        ("whsec_" + base64([UInt8](repeating: 7, count: 64)), true),
        ("whsec_" + base64([UInt8](repeating: 7, count: 23)), false),
        ("whsec_" + base64([UInt8](repeating: 7, count: 65)), false), (base64([UInt8](repeating: 7, count: 24)), false),
        ("whsec_this is no base64 at all, is it", false), ("whsec_", false),
    ])
    func keysOfTheStandardHave24To64Bytes(text: String, isGood: Bool) {
        #expect((Receiver.signingKey(Sealed(text), for: .standard) != nil) == isGood)
    }

    @Test func theKeyIsWhatTheTextStandsFor() {
        let text = Sealed("whsec_" + base64([UInt8](repeating: 7, count: 32)))
        #expect(Receiver.signingKey(text, for: .standard)?.bytes == [UInt8](repeating: 7, count: 32))
        #expect(Receiver.signingKey(Sealed("0123456789abcdef01234567"), for: .github)?.bytes.count == 24)
        #expect(Receiver.signingKey(Sealed("0123456789abcdef0123456"), for: .github) == nil)
    }

    @Test func bearerTokensGoOnlyWhereTheyBelong() {
        for kind in [Receiver.Kind.webhook, .alertmanagerWebhook, .alertmanager] {
            var receiver = Receiver(name: "hook", kind: kind)
            receiver.key = Sealed("token")
            receiver.headers = [("X-Team", Sealed("safety"))]
            let headers = headers(receiver, "[]", id: "a", seconds: 1)
            #expect(headers["Authorization"] == "Bearer token")
            #expect(headers["X-Team"] == "safety")
        }
        for kind in [Receiver.Kind.slack, .pagerDuty, .kafka(topic: "t")] {
            var receiver = Receiver(name: "hook", kind: kind)
            receiver.key = Sealed("token")
            #expect(headers(receiver, "{}", id: "a", seconds: 1)["Authorization"] == nil)
        }
    }
}
