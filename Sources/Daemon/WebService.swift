// The HTTP server of a run: its doors, its site, its end.

internal import Glibc
internal import Model
internal import Platform
internal import Site
internal import Web

/// Whatever of it fails is said in the log, and watching goes on.
final class WebService {
    let board: LiveBoard
    let desk: OrderDesk
    private let server: WebServer

    /// Nil when nobody is served.
    init?(_ plan: RunPlan, _ board: LiveBoard) {
        guard let web = plan.web else { return nil }
        let doors = Self.doors(web, plan.log)
        guard !doors.isEmpty else { return nil }
        var site = Site(storePath: plan.storePath, board: board)
        let desk = OrderDesk()
        site.desk = desk
        site.token = web.token
        site.seriesMax = web.seriesMax
        site.version = plan.version
        site.configuration = web.configuration
        site.silences = plan.rules.silences
        let settled = site
        do throws(SystemError) {
            server = try WebServer(
                doors: doors, hosts: HostCheck(names: web.hosts), log: plan.log, instant: { settled.instant($0) },
                handler: { settled.answer($0) })
            try server.start()
        } catch {
            plan.log.error("nobody is served over HTTP", ["reason": error.text])
            return nil
        }
        (self.board, self.desk) = (board, desk)
        for door in doors { plan.log.info("serving HTTP", ["at": door.name]) }
    }

    private static func doors(_ web: WebPlan, _ log: Log) -> [WebDoor] {
        var doors: [WebDoor] = []
        func open(_ body: () throws(SystemError) -> WebDoor) {
            do throws(SystemError) {
                doors.append(try body())
            } catch {
                log.error("no HTTP there; monitoring goes on", ["reason": error.text])
            }
        }
        for address in web.listen { open { () throws(SystemError) in try .port(address) } }
        if let descriptor = web.passedSocket {
            open { () throws(SystemError) in try .passed(descriptor, name: "the socket passed in") }
        } else if let path = web.socketPath {
            open { () throws(SystemError) in try .socket(path) }
        }
        return doors
    }

    /// From now on nothing is changed through it.
    func beginStopping() {
        board.change { $0.isStopping = true }
        desk.close()
    }

    func end() {
        beginStopping()
        server.end()
    }
}
