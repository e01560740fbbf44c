// One writer per state directory, for as long as the lock lives.

internal import Glibc

/// An open-file-description lock with the holder's process id in the file. Released when it goes, or the process does.
struct StoreLock: ~Copyable {
    /// fcntl's F_OFD_SETLK on Linux. Such a lock belongs to this descriptor, so closing another one cannot drop it.
    private static let setLock: Int32 = 37

    private let descriptor: Int32

    /// Throws `locked` with the holder's process id when somebody else has it.
    init(path: String) throws(StoreError) {
        let opened = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw errno == ELOOP
                ? .refused(path: path, because: .symbolicLink) : .system(path: path, call: "open", errno: errno)
        }
        var request = flock()
        request.l_type = Int16(F_WRLCK)
        request.l_whence = Int16(SEEK_SET)
        guard fcntl(opened, StoreLock.setLock, &request) == 0 else {
            let code = errno
            let pid = StoreLock.pid(in: opened)
            close(opened)
            throw code == EAGAIN || code == EACCES
                ? .locked(path: path, pid: pid) : .system(path: path, call: "lock", errno: code)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(opened, 0) == 0, pwrite(opened, text, text.count, 0) == text.count else {
            let code = errno
            close(opened)
            throw .system(path: path, call: "write", errno: code)
        }
        descriptor = opened
    }

    /// The file stays: removing it would let two openers lock two files of one name.
    deinit { close(descriptor) }

    private static func pid(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return Int32(String(decoding: bytes[..<end], as: UTF8.self))
    }
}
