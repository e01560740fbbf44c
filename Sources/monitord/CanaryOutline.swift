// Suites and targets of the configuration, without the secrets that asking would need.

internal import Canaries
internal import Glibc
internal import Model
internal import Rules

struct CanaryOutline {
    private(set) var plan: CanaryPlan?
    private(set) var gaps: [String] = []
    private var pauseFile: String?

    init(_ arguments: Arguments) {
        gaps = ["no configuration file: only what the store knows"]
    }

    /// Somebody put a file there. What stands in it is for people.
    func filePause(now: EventTime) -> CanaryPause? {
        guard let pauseFile else { return nil }
        var status = stat()
        guard lstat(pauseFile, &status) == 0 else { return nil }
        let seconds = Int64(status.st_mtim.tv_sec)
        let at = EventTime(microseconds: min(max(seconds, 0), 1 << 40) * 1_000_000)
        return CanaryPause(by: "file", at: min(at, now), reason: "\(pauseFile) is there")
    }
}
