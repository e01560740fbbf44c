// The results of rule tests as CI servers read them.

internal import Daemon
internal import Model

/// One suite for each rule file, one case for each test.
enum JUnit {
    static func report(_ results: [RuleTestResult]) -> String {
        var files: [String] = []
        for result in results where !files.contains(where: { $0.utf8.elementsEqual(result.test.file.utf8) }) {
            files.append(result.test.file)
        }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"monitord test\"\(counts(results))>\n"
        for file in files {
            let own = results.filter { $0.test.file.utf8.elementsEqual(file.utf8) }
            text += "  <testsuite name=\"\(escaped(file))\"\(counts(own))>\n"
            for result in own { text += testCase(result) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    private static func counts(_ results: [RuleTestResult]) -> String {
        let seconds = results.reduce(0) { $0 + $1.elapsed.seconds }
        let errors = results.count { $0.failure != nil }
        let failures = results.count { !$0.isPassed } - errors
        return " tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(seconds)\""
    }

    private static func testCase(_ result: RuleTestResult) -> String {
        let test = result.test
        var text = "    <testcase name=\"\(escaped(TestReport.title(test)))\" classname=\"\(escaped(test.file))\""
        text += " file=\"\(escaped(test.file))\" line=\"\(test.line)\" time=\"\(result.elapsed.seconds)\""
        if result.isPassed { return text + "/>\n" }
        text += ">\n"
        if let failure = result.failure { text += "      <error message=\"\(escaped(failure))\"/>\n" }
        for check in result.checks where !check.isMet {
            let message = "line \(check.line): expected \(check.wanted), got \(check.got)"
            text += "      <failure message=\"\(escaped(message))\"/>\n"
        }
        return text + "    </testcase>\n"
    }

    /// For an attribute in double quotes. Control characters have no place in XML 1.0.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default:
                let isLegal = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                result.unicodeScalars.append(isLegal ? scalar : "\u{FFFD}")
            }
        }
        return result
    }
}
