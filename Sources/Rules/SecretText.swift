// Lines that must not be quoted as they are: a diagnostic must not carry a secret into a log.

/// Words that make the value beside them a secret, as in `sasl.password`.
let secretWords = ["password", "secret", "passphrase", "token", "ssl.key.pem"]

/// Whether a key or a header of this name has a secret as its value.
func isSecretName(_ name: String) -> Bool {
    let lower = name.lowercased()
    if secretWords.contains(where: { lower.contains($0) }) { return !lower.hasSuffix("tokens") }
    if ["authorization", "cookie", "apikey", "bearer", "credential"].contains(where: { lower.contains($0) }) {
        return true
    }
    return ["key", "keys"].contains(lower.split { "._-".contains($0) }.last)
}

/// Whether something on the line is a secret, or may be one.
func holdsSecret(_ line: String) -> Bool { withoutSecrets(line) != line }

/// The line, cut off where a secret begins.
func withoutSecrets(_ line: String) -> String {
    let bytes = Array(line.utf8)
    let cuts = [cutBehindWord(bytes), cutBehindName(bytes), cutBeforeMark(bytes)].compactMap(\.self)
    if let cut = cuts.min() { return String(decoding: bytes[...cut], as: UTF8.self) + " \"…\"" }
    guard let start = userStart(bytes) else { return line }
    return String(decoding: bytes[..<start], as: UTF8.self) + "…"
}

/// The place of the equals sign behind a word such as `password`.
private func cutBehindWord(_ bytes: [UInt8]) -> Int? {
    let lower = bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    for word in secretWords.map({ Array($0.utf8) }) where lower.count > word.count {
        for start in 0..<lower.count - word.count where lower[start..<start + word.count].elementsEqual(word) {
            // Tokens are what a model reads; a token opens a door.
            if lower[start + word.count] == UInt8(ascii: "s") { continue }
            if let equals = bytes[start...].firstIndex(of: UInt8(ascii: "=")) { return equals }
        }
    }
    return nil
}

/// The place of the equals sign of a key such as `key` whose value does not say where the secret is to be found.
private func cutBehindName(_ bytes: [UInt8]) -> Int? {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let isQuote = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
    for equals in bytes.indices where bytes[equals] == UInt8(ascii: "=") || bytes[equals] == UInt8(ascii: ":") {
        let before = bytes[..<equals].reversed().drop(while: isSpace).drop(while: isQuote)
        let name = String(decoding: before.prefix { isNameByte($0) }.reversed(), as: UTF8.self)
        let isScheme = bytes[equals] == UInt8(ascii: ":") && SecretReference.schemes.contains(name + ":")
        guard !isScheme, isSecretName(name) else { continue }
        let value = bytes[(equals + 1)...].drop(while: isSpace)
        // Of an array every text must say where.
        let isArray = value.first == UInt8(ascii: "[")
        let texts = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let saysWhere = texts.prefix(isArray ? texts.count : 1).allSatisfy { text in
            let text = text.drop { isSpace($0) || isArray && $0 == UInt8(ascii: "[") }.drop(while: isQuote)
            return isArray && text.allSatisfy { isSpace($0) || $0 == UInt8(ascii: "]") }
                || SecretReference.schemes.contains { text.starts(with: $0.utf8) }
        }
        if !saysWhere { return equals }
    }
    return nil
}

/// What begins a secret wherever it stands: a signing key, the address of a channel.
private let secretMarks = ["whsec_", slackHost]

/// The last place before such a mark that may be shown.
private func cutBeforeMark(_ bytes: [UInt8]) -> Int? {
    let lower = bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    for mark in secretMarks.map({ Array($0.utf8) }) where lower.count >= mark.count {
        for start in 0...lower.count - mark.count where lower[start..<start + mark.count].elementsEqual(mark) {
            return bytes[..<start].lastIndex(of: UInt8(ascii: "=")) ?? 0
        }
    }
    return nil
}

private func isNameByte(_ byte: UInt8) -> Bool {
    0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte || "._-".utf8.contains(byte)
}

/// Where the user of a URL begins, whose password would follow.
private func userStart(_ bytes: [UInt8]) -> Int? {
    let sign = Array("://".utf8)
    guard bytes.count > sign.count else { return nil }
    for start in 0..<bytes.count - sign.count where bytes[start..<start + sign.count].elementsEqual(sign) {
        let authority = bytes[(start + sign.count)...].prefix { !"/?#\" '".utf8.contains($0) }
        if authority.contains(UInt8(ascii: "@")) { return start + sign.count }
    }
    return nil
}
