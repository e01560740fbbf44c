// What the query of a request asks for, by the words of the command line.

internal import Model
internal import Platform
internal import Store
internal import Web

extension Visit {
    static let limitMax = 10_000

    /// The alerts that `match[]`, `state`, `severity`, `rule`, `since`, `until` and `limit` name.
    func alertFilter(now: EventTime) throws(Problem) -> AlertFilter {
        var filter = AlertFilter()
        let words = request.values("state").flatMap { $0.split(separator: ",").map(String.init) }
        if words.contains("all") {
            filter.states = Alert.State.allCases
        } else if !words.isEmpty {
            filter.states = []
            for word in words {
                guard let state = Alert.State(rawValue: word) else {
                    throw Problem(400, "state: '\(word)' is none of firing, stale, resolved, all")
                }
                if !filter.states.contains(state) { filter.states.append(state) }
            }
        }
        if let word = request[query: "severity"] {
            guard let severity = Severity(name: word.hasPrefix(">=") ? String(word.dropFirst(2)) : word) else {
                throw Problem(400, "severity: '\(word)' is none of low, medium, high, critical")
            }
            filter.minimumSeverity = severity
        }
        filter.rule = request[query: "rule"]
        filter.since = try instant("since", now: now)
        filter.until = try instant("until", now: now)
        filter.limit = try limit()
        filter.matching = try matchers()
        return filter
    }

    func matchers() throws(Problem) -> [Filter] {
        var filters: [Filter] = []
        for word in request.values("match[]") + request.values("filter") {
            do throws(FilterError) {
                filters.append(try Filter(matchers: [Self.plain(word)]))
            } catch {
                throw Problem(400, "'\(word)' is no matcher: \(error.reason)")
            }
        }
        return filters
    }

    /// Alertmanager's clients put values into quotes.
    private static func plain(_ matcher: String) -> String {
        guard matcher.utf8.last == UInt8(ascii: "\""), let quote = matcher.firstIndex(of: "\""),
            matcher.index(after: quote) < matcher.endIndex
        else { return matcher }
        return String(matcher[..<quote] + matcher[matcher.index(after: quote)...].dropLast())
    }

    func instant(_ name: String, now: EventTime) throws(Problem) -> EventTime? {
        guard let text = request[query: name] else { return nil }
        guard let time = EventTime(instant: text, now: now) else {
            throw Problem(400, "\(name): '\(text)' is no point in time; write -2h, today or 2026-11-20T12:00Z")
        }
        return time
    }

    func limit(standard: Int = AlertFilter.limitDefault) throws(Problem) -> Int {
        guard let text = request[query: "limit"] else { return standard }
        guard let number = Int(text), 1...Self.limitMax ~= number else {
            throw Problem(400, "limit: '\(text)' is no whole number from 1 to \(Self.limitMax)")
        }
        return number
    }

    /// The id in the path: hexadecimal, or the beginning of it.
    func idPrefix() throws(Problem) -> String {
        let prefix = arguments.first ?? ""
        guard 1...64 ~= prefix.utf8.count, prefix.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }) else {
            throw Problem(404, "'\(prefix)' is no id: ids are digits and letters from a to f")
        }
        return prefix
    }

    /// What `body` makes of the store; problems and failures of the store become replies.
    func answering(_ body: (borrowing Reader) throws -> WebReply) -> WebReply {
        do {
            return try body(try Reader(directory: site.storePath))
        } catch let problem as Problem {
            return WebReply(problem)
        } catch StoreError.ambiguous(let prefix, let matches) {
            return WebReply(Problem(404, "'\(prefix)' fits several: \(matches.joined(separator: ", "))"))
        } catch let error as StoreError {
            return WebReply(Problem(503, "the store cannot be read: \(error.description)"))
        } catch {
            return WebReply(Problem(500, "something failed that should not"))
        }
    }
}
