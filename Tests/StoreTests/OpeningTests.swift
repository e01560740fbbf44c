// Who may open a store, and what is refused without being touched.

import Glibc
import Model
import Panes
import Testing

@testable import Store

@Suite struct OpeningTests {
    @Test func aNewStoreIsPrivate() throws {
        let scratch = Scratch()
        try scratch.make()
        var status = stat()
        lstat(scratch.state, &status)
        #expect(status.st_mode & 0o777 == 0o700)
        for name in ["/monitord.db", "/monitord.lock"] {
            lstat(scratch.state + name, &status)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func onlyTheLastComponentIsMade() throws {
        let scratch = Scratch()
        #expect(throws: StoreError.missing(path: scratch.root + "/a")) {
            try Store.open(directory: scratch.root + "/a/b/")
        }
        for path in ["", "/tmp/x\u{0}y"] {
            #expect(throws: StoreError.refused(path: path, because: .emptyOrNULInPath)) {
                try Store.open(directory: path)
            }
        }
    }

    @Test func aSecondWriterLearnsWhoTheFirstIs() throws {
        let scratch = Scratch()
        let store = try scratch.open()
        let locked = StoreError.locked(path: scratch.state + "/monitord.lock", pid: getpid())
        #expect(throws: locked) { try scratch.open() }
        #expect(locked.description.contains("pid \(getpid())"))
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        try store.close()
        let second = try scratch.open()
        #expect(second.epoch == 2)
    }

    @Test(arguments: [0o777, 0o770, 0o705, 0o702, 0o720] as [mode_t])
    func aDirectoryThatOthersMayEnterIsRefused(mode: mode_t) throws {
        let scratch = Scratch()
        try scratch.make()
        chmod(scratch.state, mode)
        let refusal = StoreError.refused(path: scratch.state, because: .mode(mode, isDirectory: true))
        #expect(throws: refusal) { try scratch.open() }
        #expect(refusal.description.hasSuffix("chmod 700 \(scratch.state)"))
        chmod(scratch.state, 0o750)
        try scratch.open().close()
    }

    @Test(arguments: [0o604, 0o620, 0o602] as [mode_t])
    func aDatabaseThatOthersMayReadOrWriteIsRefused(mode: mode_t) throws {
        let scratch = Scratch()
        try scratch.make()
        chmod(scratch.database, mode)
        #expect(throws: StoreError.refused(path: scratch.database, because: .mode(mode, isDirectory: false))) {
            try scratch.open()
        }
        chmod(scratch.database, 0o640)
        try scratch.open().close()
    }

    @Test func symbolicLinksAreRefused() throws {
        let scratch = Scratch()
        try scratch.make()
        rename(scratch.state, scratch.root + "/elsewhere")
        symlink(scratch.root + "/elsewhere", scratch.state)
        #expect(throws: StoreError.refused(path: scratch.state, because: .symbolicLink)) { try scratch.open() }
        unlink(scratch.state)
        mkdir(scratch.state, 0o700)
        symlink(scratch.root + "/elsewhere/monitord.db", scratch.database)
        #expect(throws: StoreError.refused(path: scratch.database, because: .symbolicLink)) { try scratch.open() }
    }

    @Test func aStrangersDirectoryIsRefused() throws {
        guard geteuid() == 0 else { return }
        let scratch = Scratch()
        try scratch.make()
        chown(scratch.state, 4711, 0)
        #expect(throws: StoreError.refused(path: scratch.state, because: .owner(uid: 4711, expected: 0))) {
            try scratch.open()
        }
    }

    @Test func aNewerStoreIsLeftUntouched() throws {
        let scratch = Scratch()
        try scratch.make()
        try scratch.tamper("PRAGMA user_version = 9")
        let before = scratch.contents()
        let newer = StoreError.newerVersion(path: scratch.database, found: 9, supported: Schema.version)
        #expect(throws: newer) { try scratch.open() }
        #expect(throws: newer) { _ = try Reader(directory: scratch.state) }
        #expect(before == scratch.contents())
    }

    @Test func anotherApplicationsDatabaseIsLeftUntouched() throws {
        let scratch = Scratch()
        try scratch.make()
        try scratch.tamper("PRAGMA application_id = 7")
        let before = scratch.contents()
        #expect(throws: StoreError.notAStore(path: scratch.database)) { try scratch.open() }
        #expect(throws: StoreError.notAStore(path: scratch.database)) { _ = try Reader(directory: scratch.state) }
        #expect(before == scratch.contents())
    }

    @Test func textIsNotAStore() throws {
        let scratch = Scratch()
        try scratch.make()
        let descriptor = Glibc.open(scratch.database, O_WRONLY | O_TRUNC)
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 5000)
        write(descriptor, text, text.count)
        close(descriptor)
        #expect(throws: StoreError.notAStore(path: scratch.database)) { try scratch.open() }
        #expect(throws: StoreError.notAStore(path: scratch.database)) { _ = try Reader(directory: scratch.state) }
        truncate(scratch.database, 50)
        #expect(throws: StoreError.notAStore(path: scratch.database)) { try scratch.open() }
    }

    @Test(arguments: [4096, 8192, 30_000])
    func aTruncatedStoreIsCorrupt(size: Int) throws {
        let scratch = Scratch()
        try scratch.make()
        truncate(scratch.database, size)
        let failure = #expect(throws: StoreError.self) { try scratch.open() }
        guard case .corrupt(scratch.database, _)? = failure else { throw failure ?? StoreError.closed }
    }

    @Test func aFlippedPageIsCorrupt() throws {
        let scratch = Scratch()
        try scratch.make()
        let descriptor = Glibc.open(scratch.database, O_WRONLY)
        let noise = [UInt8](repeating: 0x5A, count: 4096)
        pwrite(descriptor, noise, noise.count, 4096 * 3)
        close(descriptor)
        let failure = #expect(throws: StoreError.self) { try scratch.open() }
        guard case .corrupt? = failure else { throw failure ?? StoreError.closed }
    }

    @Test func anEmptyFileIsANewStoreUnlessItsLogIsNot() throws {
        let scratch = Scratch()
        mkdir(scratch.state, 0o700)
        close(creat(scratch.database, 0o600))
        #expect(throws: StoreError.notAStore(path: scratch.database)) { _ = try Reader(directory: scratch.state) }
        try scratch.open().close()
        truncate(scratch.database, 0)
        let log = creat(scratch.database + "-wal", 0o600)
        write(log, "x", 1)
        close(log)
        #expect(throws: StoreError.corrupt(path: scratch.database, detail: "it is empty but its log is not")) {
            try scratch.open()
        }
    }

    @Test func aKilledWriterLosesNothing() throws {
        let scratch = Scratch(), other = Scratch()
        let store = try scratch.open()
        _ = try store.commit(fullCheckpoint(), now: wall, receivers: [])
        scratch.copyAsKilled(to: other)
        let again = try other.open()
        let restored = try again.load(panesSince: noon)
        #expect(restored.state.panes == fullCheckpoint().panes)
        try store.close()
    }
}
