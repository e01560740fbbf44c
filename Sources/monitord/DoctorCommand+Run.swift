// What the doctor finds of the process: whether one runs, how far it is, whether it answers over HTTP.

internal import Alerts
internal import Glibc
internal import Model
internal import Platform
internal import Rules

extension DoctorCommand {
    /// A process that does not answer for longer is in trouble of its own.
    private static let patience = TimeSpan.seconds(5)
    private static let answerBytesMax = 64 * 1024

    static func process(_ arguments: Arguments, _ configuration: Configuration, _ report: inout DoctorReport) {
        unit(&report)
        let path = configuration.socketPath(store: arguments["db"] ?? configuration.store.path)
        do throws(CommandFailure) {
            guard case .status(let status) = try ControlLine.ask(.status, at: path, patience: patience) else {
                throw CtlCommand.odd
            }
            live(status, &report)
        } catch {
            report.add("run", .warn, error.message, fix: "if it should be running: systemctl status monitord")
        }
        http(configuration, configuration.httpSocketPath(store: arguments["db"] ?? configuration.store.path), &report)
    }

    /// As the control groups show it: nothing is started to find out.
    private static func unit(_ report: inout DoctorReport) {
        let name = "monitord.service"
        let places = ["/etc/systemd/system/", "/lib/systemd/system/", "/usr/lib/systemd/system/"]
        guard let place = places.first(where: { access($0 + name, F_OK) == 0 }) else {
            report.add("unit", .unknown, "\(name) is not installed")
            return
        }
        let isActive = access("/sys/fs/cgroup/system.slice/\(name)", F_OK) == 0
        report.add(
            "unit", isActive ? .ok : .unknown, "\(place)\(name), \(isActive ? "active" : "not active here")",
            fix: isActive ? nil : "systemctl status monitord, if it should be")
    }

    private static func live(_ status: LiveStatus, _ report: inout DoctorReport) {
        let isSame = status.version.utf8.elementsEqual(VersionCommand.number.utf8)
        report.check(
            "run", isSame,
            "pid \(status.processID), version \(status.version), since \(status.startedAt.rfc3339), generation "
                + "\(status.generation), rules \(status.rulesHash)",
            fix: "the running one is another version than this program: systemctl restart monitord")
        report.check(
            "run", status.trouble == nil,
            "\(grouped(Int64(status.eventsPerSecond.rounded(.down)))) records a second"
                + (status.trouble.map { "; \($0)" } ?? ""),
            fix: "nothing can be read: look at kafka.brokers and at the broker")
        let lags = status.partitions.map(\.lag)
        let known = lags.compactMap(\.self).reduce(Int64(0)) { sum, lag in
            let (next, isTooMany) = sum.addingReportingOverflow(lag)
            return isTooMany ? .max : next
        }
        let unknown = lags.count { $0 == nil }
        let behind = status.closedThrough.map { "judged through \($0.rfc3339)" } ?? "nothing is judged yet"
        report.add(
            "lag", unknown == 0 ? .ok : .unknown,
            "\(grouped(known)) records wait in \(counted(status.partitions.count, "partition")); \(behind)"
                + (unknown == 0 ? "" : "; the end of \(counted(unknown, "partition")) is not known"))
    }

    private static func http(_ configuration: Configuration, _ path: String, _ report: inout DoctorReport) {
        let listens = configuration.http.listen.map(\.text).joined(separator: ", ")
        let places = (listens.isEmpty ? "no port" : listens) + " and \(path)"
        let request = "GET /readyz?verbose HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        do throws(SystemError) {
            let answer = try localExchange(
                path: path, request: Array(request.utf8), answerBytesMax: answerBytesMax, timeout: patience,
                isWhole: { _ in false })
            let lines = String(decoding: answer, as: UTF8.self).split(whereSeparator: \.isNewline)
            var failures = lines.filter { $0.hasPrefix("[-]") }.map { visible(String($0.dropFirst(3))) }
            if failures.isEmpty { failures = lines.prefix(1).map { visible(String($0)) } }
            let isReady = lines.first?.hasPrefix("HTTP/1.1 200") ?? false
            report.check(
                "http", isReady, "\(places); " + (isReady ? "ready" : failures.joined(separator: "; ")),
                fix: "what is not ready stands there; docs/http.md")
        } catch {
            report.add("http", .unknown, "\(places); nobody answers there", fix: "a running monitord does")
        }
    }
}
