// What the system counts of this process (proc(5)).

internal import Glibc
package import Model

/// CPU, memory and descriptors of this process. What the system does not say is nil.
package struct ProcessFigures: Sendable {
    package var cpu = Clocks.cpu()
    package var residentBytes: Int64?
    package var virtualBytes: Int64?
    package var descriptors: Int64?
    package var descriptorsMax: Int64?

    package init() {
        let page = Int64(sysconf(Int32(_SC_PAGESIZE)))
        if let statm = Self.contents("/proc/self/statm") {
            let fields = statm.split(separator: " ").map { Int64($0) }
            if fields.count > 1, let size = fields[0], let resident = fields[1] {
                (virtualBytes, residentBytes) = (
                    size.multipliedReportingOverflow(by: page).partialValue, resident &* page
                )
            }
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            descriptorsMax = Int64(clamping: limit.rlim_cur)
        }
        guard let directory = opendir("/proc/self/fd") else { return }
        defer { closedir(directory) }
        // Without ".", ".." and the directory's own.
        var count: Int64 = -3
        while readdir(directory) != nil { count += 1 }
        descriptors = max(0, count)
    }

    private static func contents(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
