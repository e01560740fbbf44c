// `/api/v1/events/stream`: transitions of alerts as they are recorded, and how the run is, as server-sent events.

internal import Model
internal import Panes
internal import Platform
internal import Store
internal import Synchronization
internal import Web

extension Site {
    static let streamPlaces = [Place("GET", "/api/v1/events/stream") { $0.events() }]
    /// Transitions of one pull; a reader that was away for long gets the rest with the next ones.
    static let eventsMax = 200

    /// One event named `status`: what a tile shows.
    func tile(_ reader: borrowing Reader) throws(StoreError) -> [UInt8] {
        let firing = try reader.firingCounts()
        let checks = readiness(monotonic: Clocks.monotonic())
        let closed = try reader.closedThrough()
        let live = board.newest
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("now", Clocks.wall().rfc3339)
            writer.field("ready", checks.allSatisfy(\.isGood))
            writer.key("firing")
            writer.object { writer in
                for severity in Severity.allCases {
                    writer.field(severity.name, firing.first { $0.severity == severity }?.count ?? 0)
                }
            }
            if let live {
                writer.field("events_per_second", live.eventsPerSecond)
                writer.field("records", live.records)
                if let lag = live.lag { writer.field("lag", lag) }
                if let trouble = live.trouble { writer.field("trouble", trouble) }
            }
            if let closed { writer.field("closed_through", closed.rfc3339) }
        }
        return serverEvent("status", writer.bytes)
    }
}

extension Visit {
    /// From behind the transition that `Last-Event-ID` names; without one, from now on.
    fileprivate func events() -> WebReply {
        answering { reader in
            let last: Int64
            if let text = request[header: "last-event-id"] ?? request[query: "last_event_id"] {
                guard let number = Int64(text), number >= 0 else {
                    throw Problem(400, "Last-Event-ID: not one of ours")
                }
                last = number
            } else {
                last = try reader.lastTransition()
            }
            let feed = EventFeed(site: site, after: last)
            return WebReply(stream: WebStream { feed.pull() })
        }
    }
}

/// What one reader of the stream has had.
private final class EventFeed: Sendable {
    private let site: Site
    private let after: Mutex<Int64>

    init(site: Site, after: Int64) {
        self.site = site
        self.after = Mutex(after)
    }

    /// Nil when the store cannot be read: the reader comes back later, with the id of its last event.
    func pull() -> [UInt8]? {
        do throws(StoreError) {
            let reader = try Reader(directory: site.storePath)
            var filter = AlertFilter()
            filter.states = Alert.State.allCases
            filter.limit = Site.eventsMax
            var bytes: [UInt8] = []
            var last = after.withLock { $0 }
            try reader.eachTransition(after: last, filter) { step in
                bytes += serverEvent("transition", id: String(step.id), step.json)
                last = step.id
            }
            bytes += try site.tile(reader)
            after.withLock { $0 = last }
            return bytes
        } catch {
            return nil
        }
    }
}
