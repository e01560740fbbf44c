// Which names a request may call us by.

internal import Model

/// A page of somebody else's can let its own name point at this machine and then read what we answer (DNS rebinding).
/// Its requests carry that name; a number is never a name that somebody else can turn.
package struct HostCheck: Sendable {
    /// In lower case, without ports.
    private let names: [String]

    package init(names: [String]) {
        self.names = names.map { $0.lowercased() } + ["localhost"]
    }

    /// `host` as the header has it. Without one it is not a browser that asks.
    package func admits(_ host: String?) -> Bool {
        guard let host else { return true }
        guard let name = Self.name(of: host) else { return false }
        return ListenAddress.number(name[...]) != nil || names.contains { $0.utf8.elementsEqual(name.utf8) }
    }

    /// Without the port and a final dot, in lower case.
    private static func name(of host: String) -> String? {
        var name = Substring(host.lowercased())
        if name.utf8.first == UInt8(ascii: "[") {
            guard let end = name.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            return String(name[...end])
        }
        if let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
        if name.utf8.last == UInt8(ascii: ".") { name = name.dropLast() }
        return name.isEmpty ? nil : String(name)
    }
}
