// `monitord version`: this program and the libraries that it runs with.

internal import Kafka
internal import Model
internal import Store

enum VersionCommand {
    static let number = "0.1.0"
    /// Of this number, for the manual.
    static let date = "2026-11-21"

    static let command = Command(name: "version", purpose: "print versions of monitord and its libraries", run: run)

    private static func run(_ arguments: Arguments) throws(CommandFailure) -> Int32 {
        let parts = [
            ("monitord", number), ("librdkafka", kafkaLibraryVersion()), ("sqlite", sqliteLibraryVersion()),
        ]
        if arguments.wantsJSON {
            Console.json { writer in
                writer.object { writer in
                    for (name, version) in parts { writer.field(name, version) }
                }
            }
        } else {
            for (name, version) in parts { Console.line("\(name) \(version)") }
        }
        return ExitStatus.ok
    }
}
