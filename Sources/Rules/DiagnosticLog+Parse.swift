// From bytes to a table, and where a file is not TOML, on to the tables behind the fault.

internal import Model

extension DiagnosticLog {
    /// A file with more faults than this is another kind of file.
    private static let faultsMax = 20

    /// Parses the file, or says why that fails.
    mutating func parse() -> TOMLTable? {
        do throws(TOMLError) {
            return try parseTOML(source.bytes)
        } catch {
            _ = report(error, source)
            return nil
        }
    }

    /// Parses the file; tables that are not TOML are left out once they have been reported, so that what is wrong with
    /// the others is said as well. `isPartial` tells.
    mutating func parseRuleFile() -> TOMLTable? {
        var rest = source
        for _ in 0..<Self.faultsMax {
            do throws(TOMLError) {
                return try parseTOML(rest.bytes)
            } catch {
                isPartial = true
                let place = report(error, rest)
                guard error.kind == .syntax, !error.reason.contains("utf-8"), let place,
                    let shorter = rest.withoutTable(at: place.line)
                else { return nil }
                rest = shorter
            }
        }
        return nil
    }

    /// Reports what the parser said of `text`, which is the file or what is left of it, and where the fault is.
    private mutating func report(_ failure: TOMLError, _ text: SourceFile) -> Place? {
        switch failure.kind {
        case .tooLarge: self.error(.fileTooLarge, "the file is larger than 8 MiB", at: nil)
        case .tooDeep: self.error(.tooDeep, failure.reason, at: failure.place)
        case .noMemory: self.error(.unreadable, failure.reason, at: nil)
        case .syntax:
            let isDuplicate = failure.reason.contains("redefine") || failure.reason.contains("into existing")
            let slip = SyntaxSlip.find(text, failure.place, reason: failure.reason)
            self.error(
                isDuplicate ? .duplicateKey : .syntax, isDuplicate ? "a key is set twice" : "this is not TOML",
                at: slip?.place ?? failure.place, label: slip?.isGuess ?? false ? nil : failure.reason,
                help: slip?.help ?? ["a line is `key = value`, a header such as [[rule]], or a comment behind #"])
            return slip?.place ?? failure.place
        }
        return failure.place
    }
}

extension SourceFile {
    /// The same lines, but blank those of the table around `number`. Nil when they are blank already.
    fileprivate func withoutTable(at number: Int) -> SourceFile? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.indices.contains(number - 1) else { return nil }
        let start = lines[..<number].lastIndex(where: isHeader) ?? 0
        let end = lines[number...].firstIndex(where: isHeader) ?? lines.count
        guard lines[start..<end].contains(where: { !$0.allSatisfy { $0 == 0x20 } }) else { return nil }
        var kept = lines
        for index in start..<end { kept[index] = [] }
        return SourceFile(path: path, bytes: Array(kept.joined(separator: [0x0A])))
    }

    /// `[[rule]]` or `[labels]`; `[rule.warning]` belongs to the table before it.
    private func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        guard text.first == UInt8(ascii: "[") else { return false }
        let name = text.drop { $0 == UInt8(ascii: "[") || $0 == 0x20 }
        guard let first = name.first, 0x61...0x7A ~= first || 0x41...0x5A ~= first else { return false }
        return !name.prefix { $0 != UInt8(ascii: "]") && $0 != 0x0A && $0 != UInt8(ascii: "#") }
            .contains(UInt8(ascii: "."))
    }
}
