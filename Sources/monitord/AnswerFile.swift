// The file of answers, for those who ask for it.

internal import Canaries
internal import Glibc
internal import Model
internal import Platform

/// Answers as JSON lines, for their owner's eyes.
final class AnswerFile {
    private let descriptor: Int32
    private let path: String

    /// Makes the file, or adds to one that nobody else can read.
    init(_ path: String) throws(CommandFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.path = path
        guard descriptor >= 0 else {
            throw CommandFailure(status: ExitStatus.inputOutput, message: SystemError.last(path).text)
        }
        var status = stat()
        let isOurs =
            fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid()
            && status.st_mode & 0o077 == 0
        guard isOurs else {
            throw CommandFailure(
                status: ExitStatus.inputOutput, message: "\(path): others can read it, or it is no file of this user",
                help: ["chmod 0600 \(path), or name a file that is not there"])
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ ask: CanaryAsk, _ answer: Sealed) throws(CommandFailure) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("id", ask.item)
            writer.field("attempt", ask.attempt)
            writer.field("answer", String(decoding: answer.bytes, as: UTF8.self))
        }
        guard writeAll(descriptor, writer.bytes + [0x0A]) else {
            throw CommandFailure(status: ExitStatus.inputOutput, message: SystemError.last(path).text)
        }
    }
}
