// Words with places for values: `{{ alert.evidence.value | percent }}`.

import Model

/// A template that was checked when it was loaded. It has no conditions and no loops.
package struct Template: Equatable, Sendable {
    package let text: String
    private let parts: [Part]

    enum Part: Equatable, Sendable {
        case words(String)
        case place(TemplatePath, [TemplateFilter])
    }

    package static let bytesMax = 4096
    package static let placesMax = 64

    package init(_ text: String) throws(TemplateError) {
        var parser = TemplateParser(text)
        parts = try parser.whole()
        self.text = text
    }

    /// Values go through `escape`, and the template's own words do not. `count`: alerts in the message.
    package func rendered(_ told: Told, count: Int = 1, escape: (String) -> String = { $0 }) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .words(let words): text += words
            case .place(let path, let filters):
                var value = path.value(in: told, count: count)
                for filter in filters { value = filter.applied(to: value) }
                text += escape(shown(value))
            }
        }
        return text
    }

    private func shown(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: return ""
        case .string(let text)?: return text
        case .boolean?, .integer?, .number?, .array?, .object?:
            var writer = JSONWriter()
            value?.write(to: &writer)
            return writer.text
        }
    }
}

/// What is wrong with a template, and where, in code points.
package struct TemplateError: Error, Equatable, Sendable {
    package var offset: Int
    package var length: Int
    package var reason: String
    package var help: String
    /// The known word that was probably meant.
    package var guess: String?
}
