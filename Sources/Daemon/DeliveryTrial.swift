// One request to one receiver, from the process of whoever asks: is it reached, and what does it say?

package import Delivery
internal import HTTP
package import Kafka
package import Model
package import Platform

/// What came of it.
package struct DeliveryTrial: Sendable {
    package var wasTaken: Bool
    /// Of HTTP.
    package var status: Int?
    /// Why it was not taken; empty when it was.
    package var reason: String
    package var duration: TimeSpan
    /// What the receiver answered, cut. Somebody else's words.
    package var reply: [UInt8]

    package static let replyBytesMax = 200

    /// Sends `told` to a receiver as a run would, and waits for what comes of it. Nothing is kept, nor tried again.
    package static func run(
        _ told: Told, to receiver: Receiver, plan: DeliveryPlan, cluster: KafkaSettings, log: Log
    ) -> DeliveryTrial {
        let now = Clocks.wall()
        let group = receiver.isGrouped ? plan.routes.first?.group(of: told.field) ?? "" : ""
        let occasion = Occasion(news: [told], standing: [], group: group, at: now)
        let id = Notification.messageID(
            receiver: receiver.name, shape: "test", of: [told.id.text, String(now.microseconds)])
        let outgoing = receiver.outgoing(
            body: receiver.message(occasion, plan: plan), id: id, at: now, plan: plan)
        let begun = Clocks.monotonic()
        if case .kafka(let topic) = receiver.kind {
            let fault = sendOnce(outgoing.body.bytes, key: Array(told.id.text.utf8), topic: topic, cluster, log)
            return DeliveryTrial(
                wasTaken: fault == nil, status: nil, reason: fault ?? "", duration: Clocks.monotonic() - begun,
                reply: [])
        }
        guard var client = HTTPClient(connectionsMax: 1) else {
            return DeliveryTrial(
                wasTaken: false, status: nil, reason: "libcurl is not usable", duration: .zero, reply: [])
        }
        client.start(HTTPRequest(outgoing, receiver), tag: 1)
        while client.inFlight > 0 {
            guard let ended = client.poll(timeout: .seconds(1)).first else { continue }
            return DeliveryTrial(ended.outcome, duration: Clocks.monotonic() - begun)
        }
        return DeliveryTrial(
            wasTaken: false, status: nil, reason: "nothing came of it", duration: Clocks.monotonic() - begun, reply: [])
    }
}

extension DeliveryTrial {
    fileprivate init(_ outcome: Result<HTTPReply, HTTPFailure>, duration: TimeSpan) {
        let answer = DeliveryAnswer(outcome, at: Clocks.wall())
        self.init(wasTaken: answer == .delivered, status: nil, reason: "", duration: duration, reply: [])
        switch answer {
        case .delivered: break
        case .again(let words, _), .refused(let words): reason = words
        }
        guard case .success(let answer) = outcome else { return }
        status = answer.status
        reply = Array(answer.body.bytes.prefix(Self.replyBytesMax))
    }
}
