// Texts that must fit: what is cut says so.

/// `text`, or as much of its beginning as fits into `limit` with an ellipsis behind it. `width` measures a scalar; the
/// cut is never inside one.
func cut(_ text: String, to limit: Int, width: (Unicode.Scalar) -> Int = { UTF8.width($0) }) -> String {
    var total = 0
    var isWhole = true
    for scalar in text.unicodeScalars {
        total += width(scalar)
        if total > limit {
            isWhole = false
            break
        }
    }
    if isWhole { return text }
    let ellipsis: Unicode.Scalar = "…"
    let room = limit - width(ellipsis)
    var kept = ""
    var used = 0
    for scalar in text.unicodeScalars {
        used += width(scalar)
        guard used <= room else { break }
        kept.unicodeScalars.append(scalar)
    }
    guard room >= 0 else { return "" }
    kept.unicodeScalars.append(ellipsis)
    return kept
}
