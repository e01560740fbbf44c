// Where a secret is to be found, so that no file of ours has to hold it.

import Glibc
package import Model

/// `file:/etc/monitord/support.key`, `credential:NAME` or `env:NAME`.
package enum SecretReference: Equatable, Sendable {
    /// As seen from the working directory.
    case file(String)
    /// A file of this name in `$CREDENTIALS_DIRECTORY`, as systemd provides them.
    case credential(String)
    case environment(String)

    static let schemes = ["file:", "credential:", "env:"]
    /// A larger file is no secret.
    static let bytesMax = 8192

    /// Nil for a text of no such form. A relative path starts from `directory`.
    init?(_ text: String, from directory: String) {
        guard let scheme = Self.schemes.first(where: { text.hasPrefix($0) }) else { return nil }
        let rest = String(text.dropFirst(scheme.count))
        let isName =
            1...128 ~= rest.utf8.count && !rest.hasPrefix(".")
            && rest.utf8.allSatisfy {
                0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "._-".utf8.contains($0)
            }
        switch scheme {
        case "file:" where !rest.isEmpty: self = .file(joined(directory, rest))
        case "credential:" where isName: self = .credential(rest)
        case "env:" where isName: self = .environment(rest)
        default: return nil
        }
    }

    /// How people call it. It says where the secret is, and nothing of it.
    package var word: String {
        switch self {
        case .file(let path): "file:\(path)"
        case .credential(let name): "credential:\(name)"
        case .environment(let name): "env:\(name)"
        }
    }

    /// What forbids using the secret, as far as that can be said without reading it. Of the environment and of
    /// credentials that nobody has provided here, nothing can be said: they are the daemon's.
    package var fault: SecretFailure? {
        switch self {
        case .environment: nil
        case .credential(let name):
            Self.credentialPath(name).flatMap { secretFileFault($0).map { failure($0.reason, $0.help) } }
        case .file(let path): secretFileFault(path).map { failure($0.reason, $0.help) }
        }
    }

    /// The secret, without the end of its line.
    package func read() throws(SecretFailure) -> Sealed {
        let bytes: [UInt8]
        switch self {
        case .environment(let name):
            guard let value = getenv(name) else {
                throw failure("the environment has no \(name)", "set it in the unit's environment")
            }
            bytes = Array(String(cString: value).utf8)
        case .credential(let name):
            guard let path = Self.credentialPath(name) else {
                throw failure("$CREDENTIALS_DIRECTORY is not set", "add LoadCredential=\(name):PATH to the unit")
            }
            bytes = try contents(of: path)
        case .file(let path): bytes = try contents(of: path)
        }
        let isEnd = { (byte: UInt8) in byte == 0x0A || byte == 0x0D }
        let line = Array(bytes.prefix { !isEnd($0) })
        guard !line.isEmpty, bytes[line.count...].allSatisfy(isEnd), line.allSatisfy({ 0x20...0x7E ~= $0 }) else {
            throw failure("it is not one line of ASCII", "write the secret alone into it, in one line")
        }
        return Sealed(line)
    }

    /// All of the file's bytes, which others cannot read.
    func contents(of path: String) throws(SecretFailure) -> [UInt8] {
        if let fault = secretFileFault(path) { throw failure(fault.reason, fault.help) }
        do throws(FileError) {
            return try SourceFile(reading: path, bytesMax: Self.bytesMax).bytes
        } catch {
            throw failure(error.reason, "let the user that runs monitord read it, and nobody else")
        }
    }

    private static func credentialPath(_ name: String) -> String? {
        getenv("CREDENTIALS_DIRECTORY").map { joined(String(cString: $0), name) }
    }

    func failure(_ reason: String, _ help: String) -> SecretFailure {
        SecretFailure(reference: word, reason: reason, help: help)
    }
}

/// Why a secret cannot be had. Nothing of the secret is in it.
package struct SecretFailure: Error, Equatable, Sendable {
    package var reference: String
    package var reason: String
    package var help: String
}

private func secretFileFault(_ path: String) -> (reason: String, help: String)? {
    switch fileTrust(path) {
    case .trusted: nil
    case .absent(let reason): (reason, "write the secret into it, with mode 0640")
    case .refused(let fault): (fault.reason, fault.help)
    }
}
