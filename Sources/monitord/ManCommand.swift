// `monitord man`: pages of the manual, as roff.

internal import Model

enum ManCommand {
    static let command = Command(
        name: "man", purpose: "print a page of the manual as roff: monitord, or that of a command or a file",
        operands: "[PAGE | COMMAND]", operandsMax: 2, completes: .command,
        options: [Option(name: "list", purpose: "print the names of the installed pages")],
        notes: [
            "example: monitord man alerts | man -l -",
            "PAGE is one of those that --list names, such as monitord.toml.",
        ],
        run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        if arguments[flag: "list"] {
            list(arguments)
            return ExitStatus.ok
        }
        let topic = arguments.operands.joined(separator: " ")
        guard let page = page(on: topic.isEmpty ? "monitord" : topic) else {
            let known = ManPage.all.map(\.name) + CommandLineTool.commands.map(\.name)
            throw CommandFailure(
                status: ExitStatus.notFound, message: "no page on '\(topic)'",
                help: [
                    nearest(to: topic, among: known).map { "did you mean '\($0)'?" },
                    "pages: monitord man --list; commands: monitord help",
                ].compactMap(\.self))
        }
        guard arguments.wantsJSON else {
            Console.bytes(Array(page.text.utf8))
            return ExitStatus.ok
        }
        Console.json { writer in
            writer.object { writer in
                writer.field("name", page.name)
                writer.field("section", page.section)
                writer.field("roff", page.text)
            }
        }
        return ExitStatus.ok
    }

    private static func page(on topic: String) -> ManPage? {
        let installed = ManPage.all.first { page in
            [page.name, "\(page.name).\(page.section)", "\(page.name)(\(page.section))"].contains(topic)
                || page.name == "monitord-\(topic)"
        }
        return installed ?? CommandLineTool.commands.first { $0.name == topic }.map(ManPage.page(of:))
    }

    private static func list(_ arguments: Arguments) {
        guard arguments.wantsJSON else {
            for page in ManPage.all { Console.line("\(page.name).\(page.section)") }
            return
        }
        Console.json { writer in
            writer.array { writer in
                for page in ManPage.all {
                    writer.object { writer in
                        writer.field("name", page.name)
                        writer.field("section", page.section)
                        writer.field("purpose", page.purpose)
                    }
                }
            }
        }
    }
}
