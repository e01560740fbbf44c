// The items of a suite: JSON lines, of which no diagnostic repeats a word.

import Canaries
import Model

/// Of one suite.
package let itemsMax = 20_000
/// Of one item.
private let lineBytesMax = 64 * 1024
/// Of one file of items.
let itemFileBytesMax = 64 * 1024 * 1024

/// Reads a file of items line by line and says what is wrong with each.
struct ItemReading {
    let file: SourceFile
    let kind: CanaryKind
    private(set) var items: [CanaryItem] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Lines that ask what an earlier line asks.
    private(set) var twins: [(line: Int, earlier: Int)] = []
    private var lines: [String: Int] = [:]
    private var questions: [[UInt8]: Int] = [:]

    init(file: SourceFile, kind: CanaryKind) {
        (self.file, self.kind) = (file, kind)
    }

    private var isFull: Bool { diagnostics.count >= DiagnosticLog.countMax }

    mutating func readAll() {
        var number = 0
        for line in file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            if isFull { return }
            guard items.count < itemsMax else {
                return report(.suiteTooLarge, "the suite has more than \(itemsMax) items", number, help: "split it")
            }
            guard line.count <= lineBytesMax else {
                report(.suiteTooLarge, "the line has more than \(lineBytesMax >> 10) KiB", number, help: "shorten it")
                continue
            }
            take(Array(line), number)
        }
    }

    private mutating func take(_ line: [UInt8], _ number: Int) {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: line)
        } catch {
            let column = line.prefix(error.position).count { $0 & 0xC0 != 0x80 } + 1
            return report(
                .badItem, "this is not JSON: \(error.reason)", number, column,
                help: "an item is one JSON object in one line")
        }
        do throws(ItemFault) {
            let item = try canaryItem(value, kind)
            if let earlier = lines.updateValue(number, forKey: item.id) {
                report(
                    .duplicateItem, "another item has this id", number, help: "the other one is in line \(earlier)")
            }
            if let earlier = questions.updateValue(number, forKey: question(item)) { twins.append((number, earlier)) }
            items.append(item)
        } catch {
            report(error.code, error.message, number, help: error.help)
        }
    }

    /// Without an excerpt: the line holds a prompt.
    private mutating func report(
        _ code: DiagnosticCode, _ message: String, _ line: Int, _ column: Int = 1, help: String
    ) {
        diagnostics.append(
            Diagnostic(
                severity: .error, code: code, message: message, file: file.path,
                place: Place(line: line, column: column, length: 1), help: [help]))
    }
}

/// What is wrong with one item, in words of ours alone.
struct ItemFault: Error {
    var code = DiagnosticCode.badItem
    var message: String
    var help: String
}

/// All messages, whatever their case and spacing.
private func question(_ item: CanaryItem) -> [UInt8] {
    item.messages.flatMap { message in
        var plain: [UInt8] = [0]
        for byte in message.content.bytes {
            if byte <= 0x20 || byte == 0x7F {
                if let last = plain.last, last > 0x20 { plain.append(0x20) }
            } else {
                plain.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
            }
        }
        if plain.last == 0x20 { plain.removeLast() }
        return plain
    }
}
