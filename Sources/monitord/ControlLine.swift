// The line to the running monitord: one request over the control socket.

internal import Glibc
internal import Model
internal import Platform
internal import Rules

enum ControlLine {
    static let socket = Option(
        name: "socket", value: "PATH", purpose: "control socket; default control.socket of the configuration")
    static let options = [Command.config, Command.store, socket]

    /// A reload of a large store takes its time.
    static let patience = TimeSpan.seconds(130)

    /// Asks and waits for the answer. A refusal ends the command.
    static func ask(_ request: ControlRequest, _ arguments: Arguments) throws(CommandFailure) -> ControlAnswer {
        try ask(request, at: try path(arguments), patience: patience)
    }

    static func ask(
        _ request: ControlRequest, at path: String, patience: TimeSpan
    ) throws(CommandFailure) -> ControlAnswer {
        let answer = try exchange(request, path, patience)
        guard case .refused(let refusal) = answer else { return answer }
        for detail in refusal.details { Console.say(visibleLines(detail)) }
        throw CommandFailure(
            status: refusal.isNotFound ? ExitStatus.notFound : ExitStatus.negative, message: refusal.reason)
    }

    static func path(_ arguments: Arguments) throws(CommandFailure) -> String {
        if let path = arguments["socket"] { return path }
        let configuration = try Setup.configuration(arguments)
        return configuration.socketPath(store: arguments["db"] ?? configuration.store.path)
    }

    private static func exchange(
        _ request: ControlRequest, _ path: String, _ patience: TimeSpan
    ) throws(CommandFailure) -> ControlAnswer {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try localExchange(
                path: path, request: ControlFrame.wrapped(request.bytes), answerBytesMax: ControlFrame.answerBytesMax,
                timeout: patience,
                isWhole: { ControlFrame.read($0, bodyBytesMax: ControlFrame.answerBytesMax) != .incomplete })
        } catch {
            throw unreachable(error)
        }
        guard case .body(let body) = ControlFrame.read(bytes, bodyBytesMax: ControlFrame.answerBytesMax),
            let answer = try? ControlAnswer(bytes: body)
        else {
            throw CommandFailure(
                status: ExitStatus.unreachable, message: "\(path): the answer is not understood",
                help: [
                    "the daemon may have stopped, or be of another version than this command",
                    "whether the order was carried out: monitord status, or ask again",
                ])
        }
        return answer
    }

    private static func unreachable(_ error: SystemError) -> CommandFailure {
        switch error.code {
        case ENOENT, ECONNREFUSED:
            return CommandFailure(
                status: ExitStatus.unreachable, message: "monitord is not running; orders need it",
                help: ["nobody answers at \(error.text)", "another place: --db DIR or --socket PATH"])
        case EACCES, EPERM:
            return CommandFailure(
                status: ExitStatus.unreachable, message: error.text,
                help: ["the daemon's user and group may give orders: sudo -u monitord monitord …"])
        default:
            return CommandFailure(status: ExitStatus.unreachable, message: error.text)
        }
    }

    /// A diagnostic has lines and colours of its own; nothing else that comes over the socket may have any.
    private static func visibleLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
            .joined(separator: "\n")
    }
}
