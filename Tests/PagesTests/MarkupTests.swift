// Text as HTML.

import Pages
import Testing

@Suite struct MarkupTests {
    @Test func nothingInATextIsMarkup() {
        #expect(escaped("<a href='x'>&\u{1B}") == "&lt;a href=&#39;x&#39;&gt;&amp;\\u{1b}")
    }
}
