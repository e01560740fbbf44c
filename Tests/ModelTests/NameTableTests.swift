// Names are bytes, and their ids are dense.

import Model
import Testing

@Suite struct NameTableTests {
    private func intern(_ name: String, _ table: inout NameTable) -> NameID? {
        let bytes = Array(name.utf8)
        return table.intern(bytes.span)
    }

    @Test func emptyNameIsAbsent() {
        var table = NameTable(capacity: 1)
        #expect(table.count == 1)
        let empty = intern("", &table)
        #expect(empty == .absent)
        #expect(table.text(.absent) == "")
        let other = intern("a", &table)
        #expect(other == nil)
    }

    /// 20,000 names pass every growth from 64 slots up.
    @Test func idsAreDenseAndSurviveGrowth() {
        var table = NameTable(capacity: 100_000)
        for number in 1...20_000 {
            let id = intern("name-\(number)", &table)
            #expect(id?.index == UInt32(number))
        }
        #expect(table.count == 20_001)
        for number in stride(from: 1, through: 20_000, by: 7) {
            let id = intern("name-\(number)", &table)
            #expect(id?.index == UInt32(number))
            #expect(table.text(NameID(index: UInt32(number))) == "name-\(number)")
        }
        #expect(table.count == 20_001)
    }

    @Test(arguments: [1, 2, 32, 33, 63, 64, 65, 1000]) func capacityBoundsTheNames(capacity: Int) {
        var table = NameTable(capacity: capacity)
        for number in 0..<capacity + 10 {
            let id = intern("n\(number)", &table)
            #expect((id != nil) == (number + 1 < capacity))
        }
        #expect(table.count == capacity)
        for number in 0..<capacity - 1 {
            let id = intern("n\(number)", &table)
            #expect(id?.index == UInt32(number + 1))
        }
        let new = intern("new", &table)
        #expect(new == nil)
    }

    /// Swift's own equality would call the first two one name.
    @Test func namesAreEqualByTheirBytes() {
        var table = NameTable(capacity: 100)
        let names = ["\u{E9}", "e\u{301}", "a", "A", "a\u{0}", "a ", "ａ", "аlpha", "alpha", "\u{212B}", "\u{C5}"]
        let ids = names.map { intern($0, &table) }
        #expect(Set(ids).count == names.count && !ids.contains(nil))
        for (name, id) in zip(names, ids) {
            let again = intern(name, &table)
            #expect(again == id)
            #expect(id.map { Array(table.text($0).utf8) } == Array(name.utf8))
        }
    }

    @Test func copyKeepsItsNames() {
        var table = NameTable(capacity: 10)
        _ = intern("a", &table)
        var copy = table
        let inCopy = intern("b", &copy)
        let inTable = intern("c", &table)
        #expect(inCopy == inTable)
        #expect(table.text(NameID(index: 2)) == "c")
        #expect(copy.text(NameID(index: 2)) == "b")
    }
}
