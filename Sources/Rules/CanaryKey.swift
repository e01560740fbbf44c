// The key of this installation, which prompts and answers are hashed with.

import Glibc
package import Model

/// 32 bytes from the kernel, as they are.
private let keyBytes = 32
/// A shorter key could be guessed.
private let keyBytesMin = 16

/// The key at `reference`, or `canary.key` in the directory of the store, which `makes` lets this make.
package func canaryKey(
    _ reference: SecretReference?, store: String, makes: Bool
) throws(SecretFailure) -> Sealed {
    let path = joined(store, "canary.key")
    let place = reference ?? .file(path)
    if reference == nil, makes { try makeKey(place, path, store) }
    let key: Sealed =
        if case .file(let path) = place { Sealed(try place.contents(of: path)) } else { try place.read() }
    guard key.bytes.count >= keyBytesMin else {
        throw place.failure("it has fewer than \(keyBytesMin) bytes", "head -c 32 /dev/urandom > FILE")
    }
    return key
}

/// Another process may make it at the same time: the first one wins, and both read what it wrote.
private func makeKey(_ place: SecretReference, _ path: String, _ store: String) throws(SecretFailure) {
    var status = stat()
    if lstat(path, &status) == 0 { return }
    // The store makes its directory in the same way, later.
    guard mkdir(store, 0o700) == 0 || errno == EEXIST else {
        throw place.failure(String(cString: strerror(errno)), "make the directory \(store)")
    }
    // On Linux it asks getrandom(2), or stops the process.
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    do throws(FileError) {
        try createFile(store, "canary.key", bytes, mode: 0o600)
    } catch {
        guard lstat(path, &status) == 0 else {
            throw place.failure(error.reason, "let the user that runs monitord write to \(store)")
        }
    }
}
