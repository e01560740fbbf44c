// What an order is about: found in the store by as much of its id as makes it unique.

internal import Model
internal import Store

struct OrderSubject {
    var id: String
    /// As the store has it, when the order is about an alert.
    var alert: RecordedAlert?

    /// Puts the whole id into `order`. Everything that is pending must be committed.
    init(_ order: inout Order, store: String, fixed: [Silence]) throws(OrderRefusal) {
        let find = Finder(store: store)
        switch order.act {
        case .acknowledge(let alert, let verdict):
            self = try find.alert(alert)
            order.act = .acknowledge(AlertID(text: id), verdict)
        case .note(let alert):
            self = try find.alert(alert)
            order.act = .note(AlertID(text: id))
        case .resolve(let alert):
            self = try find.alert(alert)
            order.act = .resolve(AlertID(text: id))
        case .silence(let filter, let from, let until):
            let note = order.note
            id = Silence(filter: filter, from: from, until: until, author: note.by, reason: note.text).id
        case .expire(let silence):
            id = try find.silence(silence, fixed)
            order.act = .expire(silence: id)
        case .step(let incident, let name):
            id = try find.incident(incident)
            order.act = .step(incident: id, name)
        case .noteIncident(let incident):
            id = try find.incident(incident)
            order.act = .noteIncident(id)
        case .close(let incident):
            id = try find.incident(incident)
            order.act = .close(incident: id)
        case .finish(let task):
            id = try find.task(task)
            order.act = .finish(task: id)
        case .pauseCanaries, .resumeCanaries: id = ""
        case .runSuite(let suite, _): id = suite
        case .retry(nil): id = "--all"
        case .retry(let notification?):
            id = try find.notification(notification)
            order.act = .retry(notification: id)
        case .drop(let notification):
            id = try find.notification(notification)
            order.act = .drop(notification: id)
        }
    }

    private init(_ alert: RecordedAlert) {
        id = alert.alert.id.text
        self.alert = alert
    }

    private struct Finder {
        let store: String

        func alert(_ id: AlertID) throws(OrderRefusal) -> OrderSubject {
            let prefix = try whole(id.text)
            let found = try read { reader throws(StoreError) in try reader.recorded(idPrefix: prefix) }
            guard let found else { throw missing("alert", prefix) }
            return OrderSubject(found)
        }

        func incident(_ id: String) throws(OrderRefusal) -> String {
            let prefix = try whole(id)
            let found = try read { reader throws(StoreError) in try reader.incident(idPrefix: prefix) }
            guard let found else { throw missing("incident", prefix) }
            return found.id
        }

        func notification(_ id: String) throws(OrderRefusal) -> String {
            let prefix = try whole(id)
            let found = try read { reader throws(StoreError) in try reader.notification(idPrefix: prefix)?.messageID }
            guard let found else { throw missing("notification", prefix) }
            return found
        }

        func silence(_ id: String, _ fixed: [Silence]) throws(OrderRefusal) -> String {
            let stored = try read { reader throws(StoreError) in try reader.silences(endingAfter: nil) }
            return try unique(id, among: stored.silences.map(\.id) + fixed.map(\.id), "silence")
        }

        func task(_ id: String) throws(OrderRefusal) -> String {
            let stored = try read { reader throws(StoreError) in try reader.tasks(open: false) }
            return try unique(id, among: stored.map(\.id), "task")
        }

        private func read<Value>(
            _ body: (borrowing Reader) throws(StoreError) -> Value
        ) throws(OrderRefusal) -> Value {
            do throws(StoreError) {
                return try body(try Reader(directory: store))
            } catch {
                guard case .ambiguous(let prefix, let matches) = error else {
                    throw OrderRefusal(reason: "the store cannot be read: \(error.description)")
                }
                throw several(prefix, matches)
            }
        }

        /// Ids are digits in hexadecimal.
        private func whole(_ prefix: String) throws(OrderRefusal) -> String {
            let isID = prefix.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
            guard isID, !prefix.isEmpty else {
                throw OrderRefusal(
                    reason: "'\(prefix)' is no id: ids are digits and letters from a to f", isNotFound: true)
            }
            return prefix
        }

        private func unique(_ id: String, among ids: [String], _ noun: String) throws(OrderRefusal) -> String {
            let prefix = try whole(id)
            let matches = ids.filter { $0.utf8.starts(with: prefix.utf8) }
            guard let first = matches.first else { throw missing(noun, prefix) }
            guard matches.count == 1 else { throw several(prefix, matches) }
            return first
        }

        private func missing(_ noun: String, _ id: String) -> OrderRefusal {
            OrderRefusal(reason: "there is no \(noun) \(id)", isNotFound: true)
        }

        private func several(_ prefix: String, _ matches: [String]) -> OrderRefusal {
            OrderRefusal(reason: "'\(prefix)' fits several: \(matches.joined(separator: ", "))", isNotFound: true)
        }
    }
}
