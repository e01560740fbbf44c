// `monitord completion bash`.

enum BashCompletion {
    static var script: String {
        """
        # bash completion of monitord, made by: monitord completion bash

        # Offers the words that begin with the second argument. Readline replaces only what follows the last : or =.
        _monitord_offer() {
            local word head=${2%"${2##*[:=]}"}
            while IFS= read -r word; do
                [[ -n $word && $word == "$2"* ]] && COMPREPLY+=("${word#"$head"}")
            done < <(tr ' ' '\\n' <<< "$1")
        }

        _monitord_files() {
            compopt -o filenames 2> /dev/null
            mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
        }

        # What the store and the rules know; names with other characters are left out.
        _monitord_known() { _monitord_offer "$("${COMP_WORDS[0]}" __complete "$1" 2> /dev/null | tr '\\n' ' ')" "$2"; }

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
            case $1 in
        \(options)
            esac
        }

        _monitord() {
            local line=${COMP_LINE:0:COMP_POINT} word name= first= second= skip= plain=0 seconds
            local -a typed
            read -ra typed <<< "$line"
            [[ $line == *[[:space:]] ]] && typed+=('')
            local current=${typed[-1]} previous=${typed[-2]}
            COMPREPLY=()
            for word in "${typed[@]:1:${#typed[@]}-2}"; do
                if [[ -n $skip ]]; then skip=; continue; fi
                case $word in
                    \(Completion.valueOptions.joined(separator: "|"))) skip=yes ;;
                    -*) ;;
                    *) plain=$((plain + 1))
                        if ((plain == 1)); then first=$word; elif ((plain == 2)); then second=$word; fi ;;
                esac
            done
            case $first in
        \(secondWords)
            esac
            if [[ -n $second && " $seconds " == *" $second "* ]]; then name="$first $second"
            else name=${name:-$first}; fi
            if [[ $current == --*=* ]]; then
                _monitord_value "$name:${current%%=*}" "${current#*=}"
            elif [[ -n $skip ]]; then
                _monitord_value "$name:$previous" "$current"
            elif [[ $current == -* ]]; then
                _monitord_offer "$(_monitord_options "$name")" "$current"
                [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2> /dev/null
            elif ((plain == 0)); then
                _monitord_offer \(shellQuoted(Completion.firstWords.map(\.word).joined(separator: " "))) "$current"
            else
                ((plain == 1)) && _monitord_offer "$seconds" "$current"
                [[ ${#COMPREPLY[@]} == 0 ]] && _monitord_operand "$name" "$current"
            fi
            return 0
        }

        complete -F _monitord monitord
        """
    }

    private static func cases(_ rules: [CompletionRule]) -> String {
        rules.map { rule in
            let patterns = rule.patterns.map { $0.hasPrefix("*") ? $0 : shellQuoted($0) }.joined(separator: " | ")
            return "        \(patterns)) \(action(rule.candidates)) ;;"
        }.joined(separator: "\n")
    }

    private static func action(_ candidates: Candidate) -> String {
        switch candidates {
        case .nothing: ":"
        case .file: "_monitord_files -f \"$2\""
        case .directory: "_monitord_files -d \"$2\""
        case .words(let words): "_monitord_offer \(shellQuoted(words.joined(separator: " "))) \"$2\""
        case .known(let known): "_monitord_known \(known.rawValue) \"$2\""
        case .command: "_monitord_offer \(shellQuoted(Completion.helpWords.joined(separator: " "))) \"$2\""
        }
    }

    private static var options: String {
        let rows = Completion.commands.map { command in
            let names = command.everyOption.map { "--\($0.name)" + ($0.isValueOptional ? " --\($0.name)=" : "") }
            return "        \(shellQuoted(command.name))) echo \(shellQuoted(names.joined(separator: " "))) ;;"
        }
        let everywhere = Command.everywhere.map { "--\($0.name)" }.joined(separator: " ")
        return (rows + ["        *) echo \(shellQuoted(everywhere)) ;;"]).joined(separator: "\n")
    }

    private static var secondWords: String {
        Completion.firstWords.compactMap { first in
            let seconds = Completion.secondWords(of: first.word).map(\.word)
            guard !seconds.isEmpty else { return nil }
            let standard = Completion.standard(of: first.word).map { " name=\(shellQuoted($0.name))" } ?? ""
            return "        \(first.word)) seconds=\(shellQuoted(seconds.joined(separator: " ")))\(standard) ;;"
        }.joined(separator: "\n")
    }
}
