// Files of incidents and words of sweeps, good and bad.

import Backtests
import Model
import Testing

struct InputTests {
    private func parse(_ text: String) -> Result<[LabelledIncident], LabelError> {
        do throws(LabelError) {
            return .success(try LabelledIncident.parse(Array(text.utf8), now: minute(0)))
        } catch {
            return .failure(error)
        }
    }

    @Test func tableAndLinesSayTheSame() {
        let table = #"""
            name,model,category,from,until\#r
            "slide, slow",acme/support-8b:v7,,2025-11-20T12:20:00Z,2025-11-20T13:00:00Z\#r

            "a ""b""",acme/support-8b:v7,weapons,@1763640000,@1763640060
            """#
        let lines = #"""
            {"name":"slide, slow","model":"acme/support-8b:v7","from":"2025-11-20T12:20:00Z","until":"@1763643600"}
            {"until":"@1763640060", "from":"@1763640000","name":"a \"b\u0022","model":"acme\/support-8b:v7",\#
            "category":"weapons"}
            {"category":null,"name":"c","model":"m","from":"@1","until":"@2"}
            """#
        let expected = [
            incident("slide, slow", from: 20, until: 60),
            incident("a \"b\"", from: 0, until: 1, category: "weapons"),
        ]
        #expect(parse(table) == .success(expected))
        let last = LabelledIncident(
            name: "c", model: "m", from: EventTime(microseconds: 1_000_000), until: EventTime(microseconds: 2_000_000))
        #expect(parse(lines) == .success(expected + [last]))
    }

    @Test func incidentsWithoutNameAreNumbered() throws {
        let incidents = try parse("model,from,until\nm,@0,@1\nm,@1,@2\n").get()
        #expect(incidents.map(\.name) == ["incident 1", "incident 2"])
    }

    @Test(arguments: [
        ("model,form,until\nm,@0,@1\n", 1, "unknown column 'form'", "did you mean 'from'?"),
        ("model,until\nm,@1\n", 2, "no from", "head"),
        ("model,from,until\nm,@0\n", 2, "2 cells where the head has 3", "double quotes"),
        ("model,from,until\nm,@0,soon\n", 2, "until: 'soon' is no point in time", "2026-"),
        ("model,from,until\nm,@2,@1\n", 2, "from is not before until", "exchange"),
        ("model,from,until\n,@0,@1\n", 2, "no model", "head"),
        ("model,from,until\n\"m,@0,@1\n", 2, "not closed", "doubled"),
        ("model,from,until\n", 1, "no incident", "head"),
        ("", 1, "no incident", "head"),
        ("{\"model\":\"m\",\"from\":1}\n", 1, "no flat JSON object", "write"),
        ("{\"model\":\"m\"}\n{\"model\":\"m\"\n", 2, "no flat JSON object", "write"),
    ])
    func badFilesSayWhereAndHow(_ text: String, line: Int, message: String, help: String) throws {
        guard case .failure(let error) = parse(text) else {
            Issue.record("\(text) was accepted")
            return
        }
        #expect(error.message.contains(message), "\(error)")
        #expect(error.line == line, "\(error)")
        #expect(error.help.contains(help), "\(error)")
    }

    @Test func rangesAreExact() throws {
        #expect(
            try Sweep("r.critical.below=0.60:0.90:0.05").values == [
                "0.60", "0.65", "0.70", "0.75", "0.80", "0.85", "0.90",
            ])
        #expect(try Sweep("r.window=30m:2h:45m").values == ["30m", "1h15m", "2h"])
        #expect(try Sweep("r.min_events=100:250:100").values == ["100", "200"])
        #expect(try Sweep("r.a=0.1:0.1:1").values == ["0.1"])
        #expect(try Sweep("r.window=30m,1h").values == ["30m", "1h"])
        #expect(try Sweep("budget.false_alarms_per_month=0.1,1,10").path == ["budget", "false_alarms_per_month"])
    }

    @Test(arguments: [
        "r.a", "r=1", ".a=1", "r..a=1", "r.a=", "r.a=1:2", "r.a=1:2:0", "r.a=2:1:1", "r.a=1:2:1m", "r.a=x", "r.a=1,,2",
        "r.a=1:2:3:4", "r.a=0:1:0.001", "r.a=99999999999999999999:2:1", "r.a=1:2:-1", "r.a=1.:2:1",
    ])
    func badSweepsAreRefused(_ text: String) {
        #expect(throws: SweepError.self) { try Sweep(text) }
    }

    @Test func gridsAreBounded() throws {
        let ten = try Sweep("r.a=1:10:1")
        let pair = try Sweep("r.b=1,2")
        #expect(try Sweep.combinations(of: [pair, ten]).count == 20)
        #expect(try Sweep.combinations(of: [pair, pair]) == [["1", "1"], ["1", "2"], ["2", "1"], ["2", "2"]])
        #expect(throws: SweepError.self) { try Sweep.combinations(of: [ten, ten, pair, pair]) }
    }
}
