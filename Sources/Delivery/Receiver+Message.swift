// The bytes of a notification, made once.

import Model

extension Receiver {
    /// The body that is kept and sent in every attempt, at most `Receiver.bodyBytesMax` long. No secret is in it.
    package func message(_ occasion: Occasion, plan: DeliveryPlan) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for told in occasion.news { told.document.write(to: &writer) }
        }
        return writer.bytes
    }

    /// For Alertmanager: a body with the newest transitions of at most `pushMax` alerts, to be sent again. Like a
    /// message it goes through `outgoing`, which knows the time.
    package func pushed(_ told: [Told]) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for told in told { told.document.write(to: &writer) }
        }
        return writer.bytes
    }

    /// More alerts than that go into several pushes.
    package static let pushMax = 100
    /// What receivers take without fail.
    package static let bodyBytesMax = 20_000
}
