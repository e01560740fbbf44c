// What a shell needs to complete a command line, made from the command table.

/// Something that may stand after an option or as an operand, in the words of a shell script.
struct CompletionRule: Equatable {
    /// Commands and options as patterns of `case`: `alerts:--state`, or `*:--config` when all agree.
    var patterns: [String]
    let candidates: Candidate
}

enum Completion {
    static let shells = ["bash", "zsh", "fish"]

    static func script(for shell: String) -> String? {
        switch shell {
        case "bash": BashCompletion.script
        case "zsh": ZshCompletion.script
        case "fish": FishCompletion.script
        default: nil
        }
    }

    static var commands: [Command] { CommandLineTool.commands }

    /// First words, each with what it means.
    static var firstWords: [(word: String, purpose: String)] {
        var found: [(word: String, purpose: String)] = []
        for command in commands {
            guard let word = command.words.first, !found.contains(where: { $0.word == word }) else { continue }
            let family = CommandLineTool.families.first { $0.name == word }
            let alone = commands.first { $0.name == word } ?? commands.first { $0.words.first == word && $0.isStandard }
            let parts = commands.filter { $0.words.first == word }.compactMap { $0.words.dropFirst().first }
            found.append((word, family?.purpose ?? alone?.purpose ?? parts.joined(separator: ", ")))
        }
        return found
    }

    /// Second words of a first word.
    static func secondWords(of word: String) -> [(word: String, purpose: String)] {
        commands.compactMap { command in
            guard command.words.first == word, let second = command.words.dropFirst().first else { return nil }
            return (second, command.purpose)
        }
    }

    /// The command that a first word alone stands for.
    static func standard(of word: String) -> Command? {
        commands.first { $0.name == word } ?? commands.first { $0.words.first == word && $0.isStandard }
    }

    /// Options that take a value and must be followed by one, with and without their letter.
    static var valueOptions: [String] {
        var names: [String] = []
        for option in commands.flatMap(\.everyOption) where option.value != nil && !option.isValueOptional {
            for name in ["--\(option.name)", option.letter].compactMap(\.self) where !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }

    /// What a value may be, one rule for each kind. An option that means the same everywhere has one pattern.
    static var values: [CompletionRule] {
        var seen: [(option: String, command: String, candidates: Candidate)] = []
        for command in commands {
            for option in command.everyOption where option.value != nil {
                for name in ["--\(option.name)", option.letter].compactMap(\.self) {
                    seen.append((name, command.name, option.candidates))
                }
            }
        }
        var rules: [CompletionRule] = []
        for (option, command, candidates) in seen where candidates != .nothing {
            let isUniform = seen.allSatisfy { $0.option != option || $0.candidates == candidates }
            add(isUniform ? "*:\(option)" : "\(command):\(option)", candidates, to: &rules)
        }
        return rules
    }

    /// What operands may be.
    static var operands: [CompletionRule] {
        var rules: [CompletionRule] = []
        for command in commands where command.candidates != .nothing {
            add(command.name, command.candidates, to: &rules)
        }
        return rules
    }

    private static func add(_ pattern: String, _ candidates: Candidate, to rules: inout [CompletionRule]) {
        guard let place = rules.firstIndex(where: { $0.candidates == candidates }) else {
            rules.append(CompletionRule(patterns: [pattern], candidates: candidates))
            return
        }
        if !rules[place].patterns.contains(pattern) { rules[place].patterns.append(pattern) }
    }

    /// The words of help: commands, for `monitord help` and `monitord man`.
    static var helpWords: [String] { firstWords.map(\.word) }
}

/// A word for a shell, in single quotes.
func shellQuoted(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
}
