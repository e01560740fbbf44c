// What a run derives from the installation's key: names of requests, hashes of prompts, lots.

package import Model

/// Everything in it is the same after a restart, and looks random to whoever has not the key.
package struct CanaryIdentity: Sendable {
    private let key: Sealed

    package init(key: Sealed) {
        self.key = key
    }

    /// An ordinary looking UUID of version 4 (RFC 9562): nothing tells it from a gateway's own.
    package func requestID(run: String, item: String, attempt: Int64) -> String {
        var bytes = Array(derived("request", [run, item, String(attempt)]).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let parts = [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]]
        return parts.map { hexadecimal($0) }.joined(separator: "-")
    }

    /// Of every message with its role, the first 128 bits in hexadecimal.
    package func promptHash(_ messages: [ChatMessage]) -> String {
        var bytes = Array("prompt".utf8)
        for message in messages {
            // With its length: the end of a message must not pass for the beginning of the next.
            bytes += [0] + Array("\(message.role.rawValue) \(message.content.bytes.count) ".utf8)
            bytes += message.content.bytes
        }
        return hexadecimal(hmac(bytes, key: key).prefix(16))
    }

    /// Lots for one purpose and occasion.
    package func draw(_ purpose: String, _ occasion: [String]) -> CanaryDraw {
        CanaryDraw(seed: derived(purpose, occasion))
    }

    private func derived(_ purpose: String, _ parts: [String]) -> [UInt8] {
        var bytes = Array(purpose.utf8)
        for part in parts { bytes += [0] + Array(part.utf8) }
        return hmac(bytes, key: key)
    }
}
