// Signatures over a request.

package import Model

extension Receiver {
    /// What goes with a request that carries `body`. A key that was not there when the plan was made signs nothing.
    func signatures(of body: [UInt8], id: String, at now: EventTime) -> [(name: String, value: Sealed)] {
        let seconds = now.microseconds.dividedFloor(by: 1_000_000)
        switch signature {
        case .none: return [("webhook-id", Sealed(id))]
        case .standard:
            let signed = Array("\(id).\(seconds).".utf8) + body
            let all = signingKeys.map { "v1," + base64(hmac(signed, key: $0)) }
            return [
                ("webhook-id", Sealed(id)), ("webhook-timestamp", Sealed(String(seconds))),
                ("webhook-signature", Sealed(all.joined(separator: " "))),
            ]
        case .github:
            guard let key = signingKeys.first else { return [("webhook-id", Sealed(id))] }
            return [
                ("webhook-id", Sealed(id)),
                ("X-Hub-Signature-256", Sealed("sha256=" + hexadecimal(hmac(body, key: key)))),
            ]
        }
    }

    /// A shorter key could be guessed (Standard Webhooks: 24 to 64 bytes).
    package static let keyBytesMin = 24
    package static let keyBytesMax = 64

    /// The key in the text of a file. Nil when it cannot sign: for `standard` it is `whsec_` and base64, for `github`
    /// the text itself.
    package static func signingKey(_ text: Sealed, for signature: Signature) -> Sealed? {
        switch signature {
        case .none: return nil
        case .standard:
            let prefix = Array("whsec_".utf8)
            guard text.bytes.starts(with: prefix), let key = base64Bytes(Array(text.bytes.dropFirst(prefix.count))),
                keyBytesMin...keyBytesMax ~= key.count
            else { return nil }
            return Sealed(key)
        case .github: return text.bytes.count >= keyBytesMin ? text : nil
        }
    }
}
