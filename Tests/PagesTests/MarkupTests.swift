// Text as HTML.

import Pages
import Testing

@Suite struct MarkupTests {
    @Test func nothingInATextIsMarkup() {
        #expect(escaped("7.0 % of 5%") == "7.0\u{A0}% of 5%")
        #expect(escaped("<a href='x'>&\u{1B}") == "&lt;a href=&#39;x&#39;&gt;&amp;\\u{1b}")
    }
}
