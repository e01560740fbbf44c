import Site
import Testing

@Suite struct BoardTests {
    @Test func anEmptyBoardSaysNothing() {
        #expect(LiveBoard().newest == nil)
    }
}
