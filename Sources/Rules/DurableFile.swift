// Writing files so that a crash leaves the old state or the new one.

import Glibc

/// An open descriptor that closes itself.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let path: String

    init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(FileError) {
        let descriptor = open(try pathForKernel(path), flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(path: path, errorNumber: errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(path: path, errorNumber: errno) }
            written += count
        }
    }

    func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError(path: path, errorNumber: errno) }
    }
}

/// A new name survives a power loss only once its directory was synchronised (fsync(2), Notes).
func syncDirectory(_ path: String) throws(FileError) {
    try OpenFile(path, O_RDONLY | O_DIRECTORY).sync()
}

/// Creates `directory/name` with `bytes`, or fails with EEXIST: a temporary file, fsync, link, fsync of the
/// directory. link(2) and not rename(2), because a rename would silently replace what is there.
func createFile(
    _ directory: String, _ name: String, _ bytes: [UInt8], mode: mode_t = 0o640
) throws(FileError) {
    let final = joined(directory, name)
    let temporary = joined(directory, ".\(name).\(getpid()).tmp")
    unlink(try pathForKernel(temporary))
    defer { unlink(temporary) }
    let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    // The umask of a shell may be tighter or looser than the daemon's.
    guard fchmod(file.descriptor, mode) == 0 else { throw FileError(path: temporary, errorNumber: errno) }
    try file.write(bytes)
    try file.sync()
    guard link(temporary, try pathForKernel(final)) == 0 else { throw FileError(path: final, errorNumber: errno) }
    try syncDirectory(directory)
}

/// Adds `line` to a log of lines under a lock, after cutting off a line that a crash had torn.
func appendLine(_ path: String, _ line: [UInt8]) throws(FileError) {
    let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o640)
    while flock(file.descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else { throw FileError(path: path, errorNumber: errno) }
    }
    let size = lseek(file.descriptor, 0, SEEK_END)
    guard size >= 0 else { throw FileError(path: path, errorNumber: errno) }
    guard Int(size) + line.count <= SourceFile.bytesMax else {
        throw FileError(path: path, reason: "the log would grow beyond 8 MiB")
    }
    var end = size
    var byte: UInt8 = 0
    while end > 0 {
        guard pread(file.descriptor, &byte, 1, end - 1) == 1 else { throw FileError(path: path, errorNumber: errno) }
        if byte == 0x0A { break }
        end -= 1
    }
    if end < size, ftruncate(file.descriptor, end) != 0 { throw FileError(path: path, errorNumber: errno) }
    try file.write(line)
    try file.sync()
}

/// Puts `bytes` in the place of a file, or makes it: a temporary file beside it, fsync, rename, fsync of the directory.
/// A file that is there keeps its mode; a new one gets 0640.
func replaceFile(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let (directory, name) = splitPath(path)
    let temporary = joined(directory, ".\(name).\(getpid()).tmp")
    var status = stat()
    let mode = stat(try pathForKernel(path), &status) == 0 ? status.st_mode & 0o777 : 0o640
    unlink(try pathForKernel(temporary))
    defer { unlink(temporary) }
    let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    guard fchmod(file.descriptor, mode) == 0 else { throw FileError(path: temporary, errorNumber: errno) }
    try file.write(bytes)
    try file.sync()
    guard rename(temporary, path) == 0 else { throw FileError(path: path, errorNumber: errno) }
    try syncDirectory(directory)
}
