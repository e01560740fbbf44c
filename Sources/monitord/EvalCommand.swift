// `monitord eval`: what the commands share.

internal import Alerts
internal import Canaries
internal import Evaluations
internal import Glibc
internal import Model
internal import Platform
internal import Rules

enum EvalCommand {
    static let all = [EvalRunCommand.command, EvalCompareCommand.command, EvalDisjointCommand.command]

    /// Of a report or a line of training data that is read as a whole.
    static let reportBytesMax = 64 << 20

    /// A report, with the hash of its file.
    static func report(_ path: String) throws(CommandFailure) -> (report: EvaluationReport, hash: String) {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try SourceFile(reading: path, bytesMax: reportBytesMax).bytes
        } catch {
            throw CommandFailure(
                status: ExitStatus.noInput, message: "\(path): \(error.reason)",
                help: ["monitord eval run -o FILE writes one"])
        }
        do throws(ReportFault) {
            return (try EvaluationReport(parsing: bytes), hexadecimal(sha256(bytes)))
        } catch {
            throw CommandFailure(
                status: ExitStatus.unusable, message: "\(path) is no report: \(error.reason)",
                help: ["monitord eval run -o FILE writes one"])
        }
    }

    /// Puts a file in its place, whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do throws(FileError) {
            try writeWhole(bytes, to: path)
        } catch {
            throw CommandFailure(
                status: ExitStatus.inputOutput, message: "\(path): \(error.reason)",
                help: ["name a file in a directory that this user may write to"])
        }
    }

    /// The suite of a file, without an error.
    static func suite(_ path: String, _ arguments: Arguments) throws(CommandFailure) -> Suite {
        let (suites, diagnostics) = loadSuites(paths: [path])
        Setup.report(diagnostics, arguments)
        guard !diagnostics.hasErrors else { throw Setup.refused(diagnostics) }
        guard suites.count == 1, let suite = suites.first else {
            throw CommandFailure(
                status: ExitStatus.configuration, message: "\(path) holds \(counted(suites.count, "suite"))",
                help: ["name the file of one suite"])
        }
        return suite
    }
}
