// A text file as an operator wrote it, and the reading of files and directories.

import Glibc

/// The bytes of one file under the name by which diagnostics call it.
package struct SourceFile: Equatable, Sendable {
    /// As diagnostics name it; relative paths in a configuration start from its directory.
    package let path: String
    /// All of the file.
    package let bytes: [UInt8]
    /// Whether everybody on the machine may read it. False for text that is not from a file.
    package let isWorldReadable: Bool

    package init(path: String, bytes: [UInt8], isWorldReadable: Bool = false) {
        self.path = path
        self.bytes = bytes
        self.isWorldReadable = isWorldReadable
    }

    /// Larger files are refused: no rule file or baseline comes near, and a mistaken path may.
    package static let bytesMax = 8 * 1024 * 1024

    /// Reads a regular file of at most `bytesMax` bytes.
    package init(reading path: String, bytesMax: Int = SourceFile.bytesMax) throws(FileError) {
        let file = open(try pathForKernel(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileError(path: path, errorNumber: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError(path: path, errorNumber: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(path: path, errorNumber: EISDIR) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(path: path, reason: "not a regular file") }
        let bytes = try readToEnd(file, path: path, bytesMax: bytesMax)
        self.init(path: path, bytes: bytes, isWorldReadable: status.st_mode & S_IROTH != 0)
    }

    /// The bytes of line `number`, counted from 1, without its end. Empty outside the file.
    func line(_ number: Int) -> ArraySlice<UInt8> {
        var start = 0
        var current = 1
        while current < number {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else { return [] }
            start = end + 1
            current += 1
        }
        let line = bytes[start...].prefix { $0 != 0x0A }
        return line.last == 0x0D ? line.dropLast() : line
    }

    var lineCount: Int { bytes.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 } }
}

/// The rest of a descriptor; more than `bytesMax` bytes are refused.
func readToEnd(
    _ descriptor: Int32, path: String, bytesMax: Int = SourceFile.bytesMax
) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileError(path: path, errorNumber: errno) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
        guard bytes.count <= bytesMax else { throw FileError(path: path, reason: "larger than \(sizeWord(bytesMax))") }
    }
}

private func sizeWord(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
}

/// Why a file could not be used.
package struct FileError: Error, Equatable, Sendable {
    package let path: String
    /// In words, from `strerror` where the kernel had a reason.
    package let reason: String

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    init(path: String, errorNumber: Int32) {
        self.init(path: path, reason: String(cString: strerror(errorNumber)))
    }
}

/// A path ends at its first NUL for the kernel, so one that contains a NUL would name another file.
func pathForKernel(_ path: String) throws(FileError) -> String {
    guard !path.isEmpty else { throw FileError(path: path, reason: "the path is empty") }
    guard !path.utf8.contains(0) else { throw FileError(path: path, reason: "the path contains a NUL character") }
    return path
}

func fileExists(_ path: String) throws(FileError) -> Bool {
    if access(try pathForKernel(path), F_OK) == 0 { return true }
    guard errno == ENOENT else { throw FileError(path: path, errorNumber: errno) }
    return false
}

/// Names in a directory that are wanted, in the order of their bytes. Hidden files are left out.
func namesInDirectory(_ path: String, matching isWanted: (String) -> Bool) throws(FileError) -> [String] {
    guard let directory = opendir(try pathForKernel(path)) else { throw FileError(path: path, errorNumber: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix("."), isWanted(name) { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// The files that `path` stands for: itself, the `*.toml` files of a directory, or what the pattern in its last part
/// finds.
func filesNamed(by path: String) throws(FileError) -> [String] {
    var status = stat()
    if stat(try pathForKernel(path), &status) == 0 {
        guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
        return try namesInDirectory(path) { $0.hasSuffix(".toml") }.map { joined(path, $0) }
    }
    let (directory, pattern) = splitPath(path)
    guard pattern.utf8.contains(where: { "*?[".utf8.contains($0) }) else { return [path] }
    return try namesInDirectory(directory) { fnmatch(pattern, $0, 0) == 0 }.map { joined(directory, $0) }
}

/// `path` as seen from `directory`, unless it is absolute.
func joined(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty || directory == "." { return path }
    return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
}

func splitPath(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
}
