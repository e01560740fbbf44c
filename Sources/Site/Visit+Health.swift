// The pages of baselines and of health, filled from the store and the board.

internal import Alerts
internal import Model
internal import Pages
internal import Panes
internal import Store
internal import Web

extension Visit {
    /// What each model is held against.
    func baselineList() -> WebReply {
        page { (reader, now) throws(StoreError) in
            let ids = try reader.verdicts().compactMap(\.baselineID)
            let rows = try site.board.baselines.rows(reader).map { row in
                var row = row
                row.series = ids.count { $0.utf8.elementsEqual(row.id.utf8) }
                return row
            }
            let sorted = rows.enumerated().sorted { left, right in
                let (first, second) = (left.element.series > 0, right.element.series > 0)
                return first == second ? left.offset > right.offset : first
            }
            return BaselineList(now: now, rows: sorted.map(\.element)).page
        }
    }

    /// How monitord itself does.
    func healthSheet() -> WebReply {
        page { (reader, now) throws(StoreError) in
            var view = HealthSheet(now: now)
            view.live = site.board.newest
            let alerts = try reader.alerts()
            let sight = sight(reader, try reader.verdicts(), alerts)
            view.blindness = blindness(sight)
            view.alerts = alerts.filter { SelfRule(name: $0.rule) != nil }
            for row in try reader.counters() {
                switch row.name {
                case "records": view.records &+= row.value
                case "counted": view.counted &+= row.value
                case "late": view.late &+= row.value
                case "canary": view.canary &+= row.value
                case "rejected": view.rejected.append((row.key, row.value))
                default: continue
                }
            }
            view.rejected.sort { $0.count > $1.count }
            view.gaps = try reader.gaps().map { gap in
                let end = gap.to.map { "\($0)" } ?? "?"
                let at = gap.at.map { ", at \(clock($0))" } ?? ""
                return "\(gap.topic) \(gap.partition): \(gap.kind), offsets \(gap.from) to \(end)\(at)"
            }
            try fill(&view, reader)
            return view.page
        }
    }

    private func fill(_ view: inout HealthSheet, _ reader: borrowing Reader) throws(StoreError) {
        let health = try reader.health(directory: site.storePath)
        view.store = [
            ("Size", megabytes(health.databaseBytes)), ("Log beside it", megabytes(health.logBytes)),
            ("Schema", "\(health.schema)"), ("Owners so far", "\(health.epoch)"),
            ("Last change saved", health.beat.map { clock($0) } ?? "never"),
            ("Open panes", grouped(try reader.openPaneCount())),
        ]
        let delivery = site.board.newestDelivery
        view.delivery = [("Waiting to be sent", grouped(try reader.outboxPendingCount()))]
        if delivery.dead > 0 { view.delivery.append(("Given up", grouped(delivery.dead))) }
        view.delivery += delivery.receivers.prefix(Self.receiversMax).map { line in (line.name, words(line)) }
        view.libraries = site.board.plan?.libraries ?? []
    }

    private static let receiversMax = 50

    /// How one receiver is doing.
    private func words(_ line: DeliveryStanding.Line) -> String {
        var parts = ["\(grouped(line.pending)) waiting"]
        if line.dead > 0 { parts.append("\(grouped(line.dead)) given up") }
        if line.isOpen { parts.append("left alone for a while, since it failed again and again") }
        if !line.lastError.isEmpty { parts.append("last failure: \(line.lastError)") }
        if let last = line.lastDelivery { parts.append("last delivered \(clock(last))") }
        return parts.joined(separator: "; ")
    }

    private func megabytes(_ bytes: Int64) -> String {
        bytes < 1_000_000 ? "\(grouped(bytes / 1000)) kB" : "\(tenths(Double(bytes) / 1e6)) MB"
    }
}
