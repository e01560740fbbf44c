// Gate files: what a tuned model must show, as TOML.

package import Evaluations
internal import Model

/// A file with more gates is not one that a person wrote.
private let gatesMax = 200

/// Reads one gate file. The gates are complete only when no diagnostic is an error.
package func loadGates(path: String) -> (set: GateSet, bytes: [UInt8], diagnostics: [Diagnostic]) {
    do throws(FileError) {
        let source = try SourceFile(reading: path)
        let (set, diagnostics) = parseGates(source)
        return (set, source.bytes, diagnostics)
    } catch {
        return (GateSet(gates: []), [], [Diagnostic(error)])
    }
}

/// The gates of a file that is already in memory.
package func parseGates(_ source: SourceFile) -> (set: GateSet, diagnostics: [Diagnostic]) {
    var set = GateSet(gates: [])
    var log = DiagnosticLog(source)
    guard let table = log.parse() else { return (set, log.inOrder) }
    var root = TableReader(table, at: .start, title: "a gate file", topic: "")
    if var common = root.table("gates", title: "[gates]", topic: "gates", &log) {
        if let words = common.lines("safety", &log) {
            set.safety = words.compactMap { word in
                guard case .bucket(let name, let value)? = slice(word, &log) else { return nil }
                return Label(name: name, value: value)
            }
        }
        common.reportUnknownKeys(&log)
    }
    let readers = root.tables("gate", topic: "gate", &log)
    root.reportUnknownKeys(&log)
    if readers.isEmpty, !log.hasErrors {
        log.error(.noGates, "the file has no [[gate]]", at: .start, help: ["add one; gates/default.toml has many"])
    }
    var homes: [[UInt8]: Int] = [:]
    for reader in readers.prefix(gatesMax) {
        guard let (gate, place) = parseGate(reader, &log) else { continue }
        if let line = homes.updateValue(place.line, forKey: Array(gate.name.utf8)) {
            log.error(
                .duplicateGate, "another gate is named \"\(gate.name)\"", at: place,
                help: ["the other one is in line \(line)"])
        }
        set.gates.append(gate)
    }
    if readers.count > gatesMax {
        log.error(.outOfRange, "a file holds at most \(gatesMax) gates", at: readers[gatesMax].place)
    }
    return (set, log.inOrder)
}

/// `safety`, `category=billing`, `expect=refuse`, `risk=high`.
func slice(_ word: Located<String>, _ log: inout DiagnosticLog) -> Slice? {
    guard let slice = Slice(word: word.value) else {
        log.error(
            .badGate, "`\(word.value)` names no bucket", at: word.place,
            help: ["write \"safety\", or a name and its value: \"risk=high\", \"category=billing\", \"expect=refuse\""])
        return nil
    }
    return slice
}
