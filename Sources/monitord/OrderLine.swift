// Orders from the command line: who gives them, why, and what came of it.

internal import Glibc
internal import Model
internal import Platform

enum OrderLine {
    /// -c is the comment here, as the hand expects it; the configuration has its long name only.
    static let options = [
        comment,
        Option(name: "by", value: "NAME", purpose: "who says so; default your user name, also behind sudo"),
        Option(
            name: "config", value: "FILE",
            purpose: "configuration; default $MONITORD_CONFIG, else /etc/monitord/monitord.toml"),
        Command.store, ControlLine.socket,
    ]

    static let comment = Option(
        name: "comment", short: "c", value: "TEXT", purpose: "why; it is kept with the name and the time")

    /// Gives an order and prints what came of it.
    static func give(_ act: Order.Act, text: String, _ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let receipt = try send(act, text: text, arguments)
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    writer.field("id", receipt.id)
                    writer.field("message", receipt.message)
                }
            }
        } else {
            Console.line(visible(receipt.message))
        }
        return ExitStatus.ok
    }

    static func send(
        _ act: Order.Act, text: String, _ arguments: Arguments
    ) throws(CommandFailure) -> ControlAnswer.Receipt {
        let by = try author(arguments)
        guard text.utf8.count <= Order.textBytesMax else {
            throw .usage("the comment is longer than \(Order.textBytesMax) bytes", help: ["give a link to the rest"])
        }
        let order = Order(act: act, note: Note(at: Clocks.wall(), by: by, text: text))
        guard case .done(let receipt) = try ControlLine.ask(.order(order), arguments) else { throw CtlCommand.odd }
        return receipt
    }

    /// The comment, which must be there.
    static func reason(_ arguments: Arguments) throws(CommandFailure) -> String {
        guard let text = arguments["comment"], !text.isEmpty else {
            throw .usage("say why: -c TEXT", help: ["whoever reads it later was not there"])
        }
        return text
    }

    static func id(_ arguments: Arguments, _ noun: String, see list: String) throws(CommandFailure) -> String {
        guard let id = arguments.operands.first else {
            throw .usage("which \(noun)? give its ID, or the first digits of it", help: ["see: monitord \(list)"])
        }
        return id
    }

    private static func author(_ arguments: Arguments) throws(CommandFailure) -> String {
        let name = arguments["by"] ?? ownName()
        guard !name.isEmpty, name.utf8.count <= Order.nameBytesMax else {
            throw .usage("--by: a name has 1 to \(Order.nameBytesMax) bytes")
        }
        return name
    }

    /// Behind sudo it is the person, not the account of the daemon.
    private static func ownName() -> String {
        if let person = getenv("SUDO_USER").map({ String(cString: $0) }), !person.isEmpty { return person }
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "uid \(getuid())" }
        return String(cString: name)
    }
}
