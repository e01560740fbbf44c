// Orders about notifications: the store carries them out, and the delivery thread hears of it.

internal import Model
internal import Platform
internal import Store

extension ReadLoop {
    /// Carries out an order about notifications, before it is journalled, and says what came of it; nil: others are
    /// none of its business.
    func giveDelivery(_ order: Order) throws(OrderRefusal) -> String? {
        switch order.act {
        case .retry(let notification): return try retry(notification, at: order.note.at)
        case .drop(let notification):
            let reason = "dropped by \(order.note.by): \(order.note.text)"
            let isDropped = try onStore { store throws(StoreError) in
                try store.drop(notification, reason: reason, now: order.note.at)
            }
            guard isDropped else {
                throw OrderRefusal(reason: "notification \(notification) is neither pending nor dead")
            }
            delivery?.bell.ring()
            return "dropped"
        case .acknowledge, .note, .resolve, .silence, .expire, .step, .noteIncident, .close, .finish, .pauseCanaries,
            .resumeCanaries, .runSuite:
            return nil
        }
    }

    private func retry(_ notification: String?, at now: EventTime) throws(OrderRefusal) -> String {
        let (retried, overtaken) = try onStore { store throws(StoreError) in try store.retry(notification, now: now) }
        if let notification, retried == 0 {
            throw OrderRefusal(
                reason: overtaken > 0
                    ? "notification \(notification) was overtaken: what it says of its alert is not so any more"
                    : "notification \(notification) is not dead")
        }
        delivery?.bell.ring()
        let left = overtaken == 0 ? "" : ", \(overtaken) left as they are: something newer was delivered"
        return "\(retried) tried again\(left)"
    }

    private func onStore<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StoreError) -> Value
    ) throws(OrderRefusal) -> Value {
        let answer = writer.ask(patience: Self.commitPatience) { store -> Result<Value, StoreError> in
            do throws(StoreError) {
                return .success(try body(store))
            } catch {
                return .failure(error)
            }
        }
        switch answer {
        case .success(let value): return value
        case .failure(let error): throw OrderRefusal(reason: "the store refuses it: \(error.description)")
        case nil: throw OrderRefusal(reason: "the store takes nothing now; try again")
        }
    }
}
