// `monitord completion fish`.

enum FishCompletion {
    static var script: String {
        let pairs = Completion.commands.map(\.name).filter { $0.contains(" ") }.map(quoted).joined(separator: " ")
        return """
            # fish completion of monitord, made by: monitord completion fish

            # The words so far that are neither options nor their values.
            function __monitord_plain
                set -l skip
                for word in (commandline -opc)[2..]
                    if test -n "$skip"
                        set skip
                    else if contains -- $word \(Completion.valueOptions.joined(separator: " "))
                        set skip yes
                    else if not string match -q -- '-*' $word
                        echo $word
                    end
                end
            end

            function __monitord_command
                set -l plain (__monitord_plain)
                if set -q plain[2]; and contains -- "$plain[1] $plain[2]" \(pairs)
                    echo "$plain[1] $plain[2]"
                    return
                end
                switch "$plain[1]"
            \(standards)
                    case '*'
                        echo "$plain[1]"
                end
            end

            function __monitord_is
                test (__monitord_command) = "$argv"
            end

            function __monitord_first
                set -l plain (__monitord_plain)
                test (count $plain) -eq 1; and test "$plain[1]" = "$argv[1]"
            end

            complete -c monitord -f
            \(commands.joined(separator: "\n"))
            \(options.joined(separator: "\n"))
            """
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    private static var standards: String {
        Completion.commands.filter(\.isStandard).map { command in
            "        case \(command.words.first ?? "")\n            echo \(quoted(command.name))"
        }.joined(separator: "\n")
    }

    private static var commands: [String] {
        var lines: [String] = []
        for first in Completion.firstWords {
            lines.append(
                "complete -c monitord -n 'test -z (__monitord_command)' -a \(first.word) -d \(quoted(first.purpose))")
            for second in Completion.secondWords(of: first.word) {
                lines.append(
                    "complete -c monitord -n '__monitord_first \(first.word)' -a \(second.word) "
                        + "-d \(quoted(second.purpose))")
            }
        }
        return lines
    }

    private static var options: [String] {
        var lines: [String] = []
        for command in Completion.commands {
            let condition = "-n \(quoted("__monitord_is \(command.name)"))"
            if command.candidates != .nothing {
                lines.append("complete -c monitord \(condition) \(arguments(command.candidates))")
            }
            for option in command.options {
                lines.append("complete -c monitord \(condition) \(form(option))")
            }
        }
        return lines + Command.everywhere.map { "complete -c monitord \(form($0))" }
    }

    private static func form(_ option: Option) -> String {
        let letter = option.short.map { " -s \($0)" } ?? ""
        let takes = option.value == nil || option.isValueOptional ? "" : " -r \(arguments(option.candidates))"
        return "-l \(option.name)\(letter)\(takes) -d \(quoted(option.purpose))"
    }

    private static func arguments(_ candidates: Candidate) -> String {
        switch candidates {
        case .nothing: "-f"
        case .file: "-F"
        case .directory: "-f -a '(__fish_complete_directories)'"
        case .words(let words): "-f -a \(quoted(words.joined(separator: " ")))"
        case .known(let known): "-f -a '(monitord __complete \(known.rawValue) 2> /dev/null)'"
        case .command: "-f -a \(quoted(Completion.helpWords.joined(separator: " ")))"
        }
    }
}
