// `[[route]]` of monitord.toml, key by key.

import Delivery
import Model

/// More routes, and more fields of a group, are refused.
private let routesMax = 256
private let groupFieldsMax = 8

/// All routes, in the order of the file, which decides.
func readRoutes(
    _ root: inout TableReader, receivers: [String], _ log: inout DiagnosticLog
) -> [Configuration.RouteSettings] {
    let readers = tables("route", &root, &log)
    if readers.count > routesMax {
        log.error(.outOfRange, "there are more than \(routesMax) routes", at: readers[routesMax].place)
    }
    return readers.prefix(routesMax).map { reader in
        var table = TableReader(reader.table, at: reader.place, title: "[[route]]", topic: "config.route")
        return readRoute(&table, receivers, &log)
    }
}

private func readRoute(
    _ table: inout TableReader, _ receivers: [String], _ log: inout DiagnosticLog
) -> Configuration.RouteSettings {
    table.require("receivers", &log, help: ["receivers = [\"NAME\"]"])
    var route = Route(filter: matchers(&table, &log), receivers: [])
    for name in table.lines("receivers", &log) ?? [] {
        guard receivers.contains(name.value) else {
            log.error(
                .unknownReceiver, "no receiver is named \"\(name.value)\"", at: name.place,
                label: nearest(to: name.value, among: receivers).map { "did you mean `\($0)`?" },
                help: ["a route names [[receiver]] tables of this file"])
            continue
        }
        if !route.receivers.contains(name.value) { route.receivers.append(name.value) }
    }
    route.goesOn = table.flag("continue", &log) ?? false
    route.groupBy = groupBy(&table, &log) ?? route.groupBy
    route.groupWait = table.duration("group_wait", in: .zero ... .seconds(600), &log)?.value ?? route.groupWait
    let month = TimeSpan.seconds(30 * 86_400)
    route.repeatEvery = table.duration("repeat", in: .seconds(60)...month, &log)?.value
    table.reportUnknownKeys(&log)
    return .init(route: route, place: table.place)
}

private func matchers(_ table: inout TableReader, _ log: inout DiagnosticLog) -> Filter? {
    guard let lines = table.lines("match", &log) else { return nil }
    var isGood = true
    for line in lines {
        do throws(FilterError) {
            let filter = try Filter(matchers: [line.value])
            checkFields(filter, line.place, &log)
        } catch {
            isGood = false
            log.error(
                .badRoute, "`match` is not understood: \(error.reason)",
                at: log.place(error.offset, error.length, inside: line.place), label: error.help,
                help: ["matchers are those of `monitord alerts`: 'severity>=high', 'model=~\"acme/.*\"'"])
        }
    }
    guard isGood else { return nil }
    do throws(FilterError) {
        return try Filter(matchers: lines.map(\.value))
    } catch {
        log.error(.badRoute, "`match` is not understood: \(error.reason)", at: lines[0].place, help: [error.help ?? ""])
        return nil
    }
}

/// A name that is no field may be a label of a rule; one that is nearly a field is probably neither.
private func checkFields(_ filter: Filter, _ place: Place, _ log: inout DiagnosticLog) {
    let known = Alert.fieldNames + Dimension.allCases.map(\.name)
    for mention in filter.mentions where !known.contains(mention.field) {
        guard let near = nearest(to: mention.field, among: known) else { continue }
        log.warning(
            .badRoute, "no alert has a field `\(mention.field)`, unless rules have a label of this name", at: place,
            label: "did you mean `\(near)`?")
    }
}

/// What all alerts of a message share. An empty array: all alerts of the route are told together.
private func groupBy(_ table: inout TableReader, _ log: inout DiagnosticLog) -> [String]? {
    if case .array(let elements)? = table.table["group_by"]?.node.value, elements.isEmpty {
        _ = table.node("group_by")
        return []
    }
    guard let names = table.lines("group_by", &log) else { return nil }
    var fields: [String] = []
    for name in names {
        // What changes while an alert lives would tell its end in another group than its beginning.
        let isFixed = !["severity", "state", "notice"].contains(name.value)
        if Label.isName(name.value), isFixed, !fields.contains(name.value), fields.count < groupFieldsMax {
            fields.append(name.value)
            continue
        }
        log.error(
            .badRoute, "`group_by` cannot have \"\(name.value)\"", at: name.place,
            help: [
                "at most \(groupFieldsMax) fields, dimensions or labels, each once, and none that changes while an "
                    + "alert lives"
            ])
    }
    return fields
}
