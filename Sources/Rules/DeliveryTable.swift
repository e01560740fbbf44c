// `[delivery]`, `[stdout]` and `[rollback]` of monitord.toml, with the receivers and routes.

import Delivery
import Model

/// Everything that says whom to tell, and how.
func readDelivery(
    _ root: inout TableReader, _ configuration: inout Configuration, _ directory: String, _ log: inout DiagnosticLog
) {
    withTable("delivery", &root, &log) { readShared(&$0, &configuration.delivery, &$1) }
    withTable("stdout", &root, &log) { table, log in
        let format = table.word("format", among: Configuration.StdoutFormat.allCases.map(\.rawValue), &log)
        configuration.stdoutFormat = format.flatMap { .init(rawValue: $0.value) } ?? configuration.stdoutFormat
    }
    let (receivers, names) = readReceivers(&root, directory, &log)
    configuration.receivers = receivers
    configuration.routes = readRoutes(&root, receivers: names, &log)
    withTable("rollback", &root, &log) { table, log in
        readRollback(&table, &configuration.rollback, receivers, names, &log)
    }
}

private func readShared(
    _ table: inout TableReader, _ delivery: inout Configuration.Delivery, _ log: inout DiagnosticLog
) {
    if let name = table.line("instance", bytesMax: 128, &log) {
        if name.value.utf8.allSatisfy({ 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "-._~:/".utf8.contains($0) }) {
            delivery.instance = name.value
        } else {
            log.error(
                .badText, "this cannot be the name of an instance", at: name.place,
                help: ["letters, digits and -._~:/, as in an address: \"monitord-eu\""])
        }
    }
    if let url = table.line("external_url", bytesMax: 1024, &log) {
        if let fault = addressFault(url.value, allowsPlaintext: true) {
            log.error(
                .badEndpoint, "`external_url` cannot be used: \(fault.message)", at: url.place,
                help: ["write \"https://monitord.example.org\""])
        }
        delivery.externalURL = url.value.hasSuffix("/") ? String(url.value.dropLast()) : url.value
    }
    let hour = TimeSpan.seconds(3600)
    let longest = table.duration("backoff_max", in: .seconds(1)...hour, &log)
    delivery.backoffMax = longest?.value ?? delivery.backoffMax
    let shortest = table.duration("backoff_min", in: .milliseconds(10) ... .seconds(60), &log)
    delivery.backoffMin = shortest?.value ?? delivery.backoffMin
    if let place = shortest?.place ?? longest?.place, delivery.backoffMin > delivery.backoffMax {
        log.error(
            .outOfRange, "`backoff_min` is longer than `backoff_max`", at: place,
            help: ["write backoff_max = \"10m\""])
    }
}

private func readRollback(
    _ table: inout TableReader, _ rollback: inout Configuration.Rollback,
    _ receivers: [Configuration.ReceiverSettings], _ names: [String], _ log: inout DiagnosticLog
) {
    let mode = table.word("mode", among: Configuration.RollbackMode.allCases.map(\.rawValue), &log)
    rollback.mode = mode.flatMap { .init(rawValue: $0.value) } ?? rollback.mode
    if let topic = table.line("topic", &log) {
        if let fault = topicFault(topic.value) {
            log.error(.badTopic, fault.message, at: topic.place, help: [fault.help])
        }
        rollback.topic = topic.value
    } else if rollback.mode == .kafka {
        table.require("topic", &log, help: ["name the topic that the deployer reads"])
    }
    guard let name = table.line("receiver", &log) else {
        if rollback.mode == .receiver {
            table.require("receiver", &log, help: ["name the [[receiver]] of type webhook that the deployer has"])
        }
        return
    }
    rollback.receiver = name.value
    if !names.contains(name.value) {
        log.error(
            .unknownReceiver, "no receiver is named \"\(name.value)\"", at: name.place,
            label: nearest(to: name.value, among: names).map { "did you mean `\($0)`?" },
            help: ["`receiver` is the name of a [[receiver]] of type \"webhook\""])
    } else if let settings = receivers.first(where: { $0.receiver.name == name.value }),
        settings.receiver.kind != .webhook
    {
        log.error(
            .receiverMismatch, "`\(name.value)` cannot carry a rollback", at: name.place,
            help: ["name a [[receiver]] of type \"webhook\": it sends the rollback as it is, and signs it"])
    }
}
