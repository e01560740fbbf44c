// What the pipeline thread says of itself.

import Site
import Testing

@Suite struct BoardTests {
    @Test func anEmptyBoardSaysNothing() {
        #expect(LiveBoard().newest == nil)
    }
}
