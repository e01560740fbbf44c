// `monitord completion zsh`.

enum ZshCompletion {
    static var script: String {
        """
        #compdef monitord
        # zsh completion of monitord, made by: monitord completion zsh

        _monitord_known() { compadd -- ${(f)"$(${words[1]} __complete $1 2> /dev/null)"} }

        _monitord_value() {
            case $1 in
        \(cases(Completion.values))
            esac
        }

        _monitord_operand() {
            case $1 in
        \(cases(Completion.operands))
            esac
        }

        _monitord_options() {
            local -a options
            case $1 in
        \(options)
            esac
            _describe -o option options
        }

        _monitord() {
            local word name first second skip
            local -a plain seconds commands
            for word in ${words[2,CURRENT-1]}; do
                if [[ -n $skip ]]; then skip=; continue; fi
                case $word in
                    \(Completion.valueOptions.joined(separator: "|"))) skip=yes ;;
                    -*) ;;
                    *) plain+=($word) ;;
                esac
            done
            first=${plain[1]} second=${plain[2]}
            case $first in
        \(secondWords)
            esac
            if [[ -n $second && -n ${seconds[(r)$second:*]} ]]; then name="$first $second"
            else name=${name:-$first}; fi
            if [[ ${words[CURRENT]} == --*=* ]]; then
                local option=${words[CURRENT]%%=*}
                compset -P '*='
                _monitord_value "$name:$option"
            elif [[ -n $skip ]]; then
                _monitord_value "$name:${words[CURRENT-1]}"
            elif [[ ${words[CURRENT]} == -* ]]; then
                _monitord_options $name
            elif (( $#plain == 0 )); then
                commands=(
        \(described(Completion.firstWords))
                )
                _describe command commands
            else
                (( $#plain == 1 && $#seconds > 0 )) && _describe command seconds
                _monitord_operand $name
            fi
        }

        if [[ $funcstack[1] == _monitord ]]; then _monitord "$@"; else compdef _monitord monitord; fi
        """
    }

    private static func cases(_ rules: [CompletionRule]) -> String {
        rules.map { rule in
            let patterns = rule.patterns.map { $0.hasPrefix("*") ? $0 : shellQuoted($0) }.joined(separator: "|")
            return "        \(patterns)) \(action(rule.candidates)) ;;"
        }.joined(separator: "\n")
    }

    private static func action(_ candidates: Candidate) -> String {
        switch candidates {
        case .nothing: ":"
        case .file: "_files"
        case .directory: "_files -/"
        case .words(let words): "compadd -- \(words.map(shellQuoted).joined(separator: " "))"
        case .known(let known): "_monitord_known \(known.rawValue)"
        case .command: "compadd -- \(Completion.helpWords.joined(separator: " "))"
        }
    }

    private static func described(_ words: [(word: String, purpose: String)]) -> String {
        words.map { "            " + shellQuoted("\($0.word):\($0.purpose)") }.joined(separator: "\n")
    }

    private static var options: String {
        Completion.commands.map { command in
            let rows = command.everyOption.map { ("--\($0.name)", $0.purpose) }
            return
                "        \(shellQuoted(command.name))) options=(\n\(described(rows))\n        ) ;;"
        }.joined(separator: "\n")
    }

    private static var secondWords: String {
        Completion.firstWords.compactMap { first in
            let seconds = Completion.secondWords(of: first.word)
            guard !seconds.isEmpty else { return nil }
            let standard = Completion.standard(of: first.word).map { "name=\(shellQuoted($0.name)) " } ?? ""
            return
                "        \(first.word)) \(standard)seconds=(\n\(described(seconds))\n        ) ;;"
        }.joined(separator: "\n")
    }
}
