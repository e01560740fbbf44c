// Pieces that several pages are made of. What goes in as text comes out escaped; what is named html is markup.

internal import Alerts
package import Model

/// A table. On a narrow screen its rows become short lists where `isStacked`.
struct MarkupTable {
    struct Column {
        var name: String
        var isNumber = false
        /// Named before the value on narrow screens.
        var isLabelled = false

        init(_ name: String, isNumber: Bool = false, isLabelled: Bool = false) {
            (self.name, self.isNumber, self.isLabelled) = (name, isNumber, isLabelled)
        }
    }

    var caption: String
    var columns: [Column]
    /// Cells as markup; the first of each row is its head.
    var rows: [[String]]
    var isStacked = true

    var html: String {
        var text = "<table\(isStacked ? " class=\"stack\"" : "")>\n<caption>\(escaped(caption))</caption>\n<thead><tr>"
        for column in columns {
            text += "<th scope=\"col\"\(column.isNumber ? " class=\"n\"" : "")>\(escaped(column.name))</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += "<tr>"
            for (place, (column, cell)) in zip(columns, row).enumerated() {
                let number = column.isNumber ? " class=\"n\"" : ""
                let label = column.isLabelled ? " data-label=\"\(escaped(column.name))\"" : ""
                text += place == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td\(number)\(label)>\(cell)</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>\n"
    }
}

/// Names with what is known of each, as markup. Those without content are left out.
func facts(_ rows: [(name: String, html: String)]) -> String {
    let lines = rows.filter { !$0.html.isEmpty }.map { "<dt>\(escaped($0.name))</dt><dd>\($0.html)</dd>\n" }
    return lines.isEmpty ? "" : "<dl class=\"facts\">\n\(lines.joined())</dl>\n"
}

func paragraph(_ text: String, _ name: String = "") -> String {
    text.isEmpty ? "" : "<p\(name.isEmpty ? "" : " class=\"\(name)\"")>\(escaped(text))</p>\n"
}

/// A part of a page under a head of its own; nothing when there is nothing in it.
func section(_ head: String, _ html: String) -> String {
    guard !html.isEmpty else { return "" }
    let id = head.lowercased().split(whereSeparator: { !$0.isASCII || !$0.isLetter }).joined(separator: "-")
    return "<section aria-labelledby=\"h-\(id)\">\n<h2 id=\"h-\(id)\">\(escaped(head))</h2>\n\(html)</section>\n"
}

func link(_ path: String, _ text: String, _ name: String = "") -> String {
    "<a\(name.isEmpty ? "" : " class=\"\(name)\"") href=\"\(escaped(path))\">\(escaped(text))</a>"
}

/// A moment, with the day only where it is another one than that of `now`.
func moment(_ time: EventTime, _ now: EventTime) -> String {
    let (text, today) = (clock(time), clock(now))
    let isToday = text.prefix(10) == today.prefix(10)
    return "<time datetime=\"\(time.rfc3339)\">\(isToday ? String(text.dropFirst(11)) : text)</time>"
}

/// A moment and how long ago it was.
func ago(_ time: EventTime, _ now: EventTime) -> String {
    "\(moment(time, now)) <span class=\"soft\">(\(age(now - time)) ago)</span>"
}

/// Bytes as they may stand in the query of an address.
package func queryText(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            bytes.append(byte)
        default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Where the page of a series is.
package func seriesPath(rule: String, scope: Scope) -> String {
    "/series?rule=\(queryText(rule))&scope=\(queryText(String(decoding: scope.key, as: UTF8.self)))"
}

/// A place on the web that somebody may be sent to; nil for any other scheme.
func webAddress(_ text: String) -> String? {
    let isWeb = ["http://", "https://"].contains { text.lowercased().hasPrefix($0) }
    return isWeb && text.unicodeScalars.allSatisfy { !$0.isHidden && $0 != " " } ? text : nil
}

/// A scope as people read it: values alone where the dimension is plain, `category weapons`.
func series(_ scope: Scope) -> String {
    let words = scope.values.map { dimension, value in
        let shown = value.isEmpty ? "none" : value
        return dimension == .model ? shown : "\(dimension.name) \(shown)"
    }
    return words.isEmpty ? "everything" : words.joined(separator: ", ")
}

/// How many a list leaves out, and what lists them all.
func rest(_ count: Int, _ noun: String, _ command: String) -> String {
    guard count > 0 else { return "" }
    return "<p class=\"soft\">And \(escaped(counted(count, noun))) more: <code>\(escaped(command))</code></p>\n"
}
