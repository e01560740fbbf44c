// Orders of people: what they are about is read from the store, and they are answered once they are durable.

internal import Model
internal import Panes
internal import Pipeline
internal import Platform

extension ReadLoop {
    /// Carries out one order. Everything before it is committed first, so that what the store says is what is.
    mutating func give(_ order: Order, of peer: LocalPeer, _ pipeline: inout Pipeline) -> ControlAnswer {
        var order = order
        order.note.at = Clocks.wall()
        do throws(OrderRefusal) {
            try order.check()
            guard flush(&pipeline) else {
                throw OrderRefusal(reason: "the store takes nothing now; nothing was changed; try again")
            }
            order.beginBeforeNow(closedThrough: pipeline.closedThrough)
            let subject = try OrderSubject(&order, store: plan.storePath, fixed: rules.silences)
            try giveCanaries(order)
            let outcome = try giveDelivery(order)
            try pipeline.apply(order, alert: subject.alert)
            pipeline.journal(order.peerRow(peer))
            let word = order.act.word
            plan.log.info("order", ["what": word, "id": subject.id, "by": order.note.by])
            var message = "\(word) \(subject.id): \(outcome ?? "done"), by \(order.note.by)"
            if !flush(&pipeline) { message += "; not on disk yet: a crash before the next commit undoes it" }
            return .done(.init(message: message, id: subject.id))
        } catch {
            return .refused(.init(error))
        }
    }
}

extension Order {
    static let silenceMax = TimeSpan.seconds(7 * 86400)

    /// What no order may be, whatever it is about.
    func check() throws(OrderRefusal) {
        guard !note.by.isEmpty, !note.by.unicodeScalars.contains(where: \.isHidden) else {
            throw OrderRefusal(reason: "an order needs the name of who gives it, in one line")
        }
        if act.needsText, note.text.utf8.allSatisfy({ $0 == 0x20 || 0x09...0x0D ~= $0 }) {
            throw OrderRefusal(reason: "\(act.word): say why, in a comment")
        }
        guard case .silence(_, let from, let until) = act else { return }
        let (length, isOverflown) = until.microseconds.subtractingReportingOverflow(from.microseconds)
        guard !isOverflown, length > 0 else { throw OrderRefusal(reason: "the silence would end before it begins") }
        guard length <= Self.silenceMax.microseconds else {
            throw OrderRefusal(reason: "a silence lasts 7 days at most; one that is to last stands in a rule file")
        }
    }

    /// A silence that begins now begins with the next pane that is judged, although events are always a little behind
    /// the wall clock.
    mutating func beginBeforeNow(closedThrough: EventTime?) {
        guard case .silence(let filter, let from, let until) = act, let closedThrough else { return }
        guard from <= note.at, closedThrough < from else { return }
        act = .silence(filter, from: closedThrough, until: until)
    }

    /// Who it came from, as the kernel says: `by` is only what somebody calls himself.
    func peerRow(_ peer: LocalPeer) -> JournalRow {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("order", act.word)
            writer.field("by", note.by)
            writer.field("uid", Int64(peer.userID))
            writer.field("pid", Int64(peer.processID))
        }
        return JournalRow(kind: "peer", detail: writer.text, at: note.at)
    }
}

extension Order.Act {
    /// As the command line calls it.
    var word: String {
        switch self {
        case .acknowledge: "alert ack"
        case .note: "alert note"
        case .resolve: "alert resolve"
        case .silence: "silence add"
        case .expire: "silence expire"
        case .step(_, let name): "incident step \(name.rawValue)"
        case .noteIncident: "incident note"
        case .close: "incident close"
        case .finish: "task done"
        case .pauseCanaries: "canary pause"
        case .resumeCanaries: "canary resume"
        case .runSuite: "canary run"
        case .retry: "notify outbox retry"
        case .drop: "notify outbox drop"
        }
    }

    var needsText: Bool {
        switch self {
        case .acknowledge, .expire, .resumeCanaries, .runSuite, .retry: false
        case .note, .resolve, .silence, .step, .noteIncident, .close, .finish, .pauseCanaries, .drop: true
        }
    }
}
