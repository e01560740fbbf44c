// Words of the operator's own.

import Delivery
import Model
import Testing

@Suite struct TemplateTests {
    private func shown(_ text: String, _ transition: AlertTransition = story(), count: Int = 1) throws -> String {
        try Template(text).rendered(told(transition), count: count)
    }

    @Test(arguments: [
        ("plain words { } and }}", "plain words { } and }}"),
        ("{{ alert.rule }}/{{alert.series.model}}", "refusal-rate/acme/support-8b"),
        ("{{ transition | upper }} {{ alert.severity }}", "FIRING high"),
        ("{{ alert.evidence.value | percent }}", "45.0 %"), ("{{ alert.evidence.ratio | round(3) }}", "0.500"),
        ("{{ alert.evidence.ratio | round(0) }}", "1"), ("{{ alert.evidence.events }}", "400"),
        ("{{ alert.evidence.window_seconds | duration }}", "1h"),
        ("{{ alert.fired_at | time }}", "2025-11-21 12:00 UTC"),
        ("{{ alert.labels.team }} {{ alert.labels.none }}|", "safety |"),
        ("{{ alert.labels.none | default(\"nobody\") | upper }}", "NOBODY"),
        ("{{ alert.resolved_at | default(\"not yet\") }}", "not yet"),
        ("{{ alert.series | json }}", #"{"model":"acme/support-8b","category":"weapons"}"#),
        ("{{ alert.rule | json }}", #""refusal-rate""#), ("{{ count }} alerts", "1 alerts"), ("", ""),
        (
            "{{ alert.evidence.segments | json }}{{ alert.evidence.statistic | percent }}",
            #"[{"series":{"model":"acme/support-8b","category":"weapons"},"#
                + #""events":40,"rate":0.1,"baseline_rate":0.9,"change":-0.02}]"#
        ),
    ])
    func placesAreFilled(text: String, expected: String) throws {
        #expect(try shown(text) == expected)
    }

    @Test(arguments: [
        (0.0, "0.0 %"), (0.00012, "0.012 %"), (-0.5, "-50.0 %"), (1.0, "100.0 %"), (-0.00000000001, "0.000000 %"),
        (0.999999, "100.0 %"),
    ])
    func smallSharesKeepTheirDigits(share: Double, expected: String) throws {
        var transition = story()
        transition.alert.evidence.value = share
        #expect(try shown("{{ alert.evidence.value | percent }}", transition) == expected)
    }

    @Test(arguments: [
        ("{{ alert.sumary }}", "no alert has `alert.sumary`", 3, "alert.summary"),
        ("{{ summary }}", "no alert has `summary`", 3, "alert.summary"),
        ("x {{ alert.rule | uper }}", "no filter is named `uper`", 18, "upper"),
        ("{{ alert.summary | percent }}", "this filter takes a number, and `alert.summary` is none here", 18, nil),
        ("{{ alert.rule", "`{{` is not closed", 0, nil), ("{{ }}", "a path is missing", 3, nil),
        ("{{ alert.rule upper }}", "`|` or `}}` is missing here", 14, nil),
        ("{{ alert.rule | default }}", "`default` takes a text", 16, nil),
        ("{{ alert.rule | upper(1) }}", "`upper` takes nothing", 16, nil),
        ("{{ alert.evidence.value | round(9) }}", "`round` takes a number of digits from 0 to 6", 26, nil),
        ("{{ alert.rule | default(\"x }}", "what stands in parentheses is a text in quotes or a number", 23, nil),
        ("{{ alert.labels.a-b }}", "`|` or `}}` is missing here", 17, nil),
        (
            "{{ alert.evidence.value | percent | round }}",
            "this filter takes a number, and `alert.evidence.value` is none here", 35, nil
        ),
        ("{{ alert.rule | }}", "a filter is missing", 16, nil),
    ])
    func faultsHaveAPlaceAndAGuess(text: String, reason: String, offset: Int, guess: String?) {
        let error = #expect(throws: TemplateError.self) { try Template(text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
        #expect(error?.guess == guess)
        #expect(error?.help.isEmpty == false)
    }

    @Test func thereIsAnEndToIt() {
        #expect(throws: TemplateError.self) { try Template(String(repeating: "x", count: 4097)) }
        #expect(throws: Never.self) { try Template(String(repeating: "{{ count }}", count: 64)) }
        #expect(throws: TemplateError.self) { try Template(String(repeating: "{{ count }}", count: 65)) }
    }

    @Test func valuesAreEscapedAndWordsAreNot() throws {
        let template = try Template("<b>{{ alert.series.model }}</b>")
        let text = template.rendered(try told(story(model: "<i>"))) { "[\($0.count)]" }
        #expect(text == "<b>[3]</b>")
    }

    @Test func aValueIsNoTemplate() throws {
        #expect(try shown("{{ alert.series.model }}", story(model: "{{ alert.id }}")) == "{{ alert.id }}")
    }
}
