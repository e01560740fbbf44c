// What the board says before anybody wrote on it.

import Site
import Testing

@Suite struct BoardTests {
    @Test func anEmptyBoardSaysNothing() {
        #expect(LiveBoard().newest == nil)
    }
}
