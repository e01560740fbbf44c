// toml++ 3.3.0 (Debian libtomlplusplus-dev), used header-only and without its exceptions.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 16

// toml++ asserts on some texts that are merely wrong: `[,]` fails the first line of parse_key(), and with NDEBUG that
// assertion becomes an assumption, which is worse. So assertions stay on and throw; parse() below catches. That one
// is let through, because the code behind it handles the case and knows the position.
#undef NDEBUG
#include <string_view>
namespace {
struct broken_assertion {};
inline void assertion_failed(std::string_view condition) {
    if (condition != "is_bare_key_character(*cp) || is_string_delimiter(*cp)") throw broken_assertion{};
}
} // namespace
#define TOML_ASSERT(condition) (static_cast<bool>(condition) ? void() : assertion_failed(#condition))

#include <toml++/toml.h>

#include "CTOML.h"

#include <algorithm>
#include <new>
#include <string>
#include <vector>

struct ctoml_document {
    toml::parse_result tree;
    std::vector<ctoml_node> nodes;
    std::string reason;
    ctoml_region where{1, 1, 1, 1};
    ctoml_status status = CTOML_OK;
};

namespace {

ctoml_region region(const toml::source_region &source) {
    return {source.begin.line, source.begin.column, source.end.line, source.end.column};
}

void refuse(ctoml_document &document, ctoml_status status, const char *reason, ctoml_region where) {
    document.status = status;
    document.reason = reason;
    document.where = where;
    document.nodes.clear();
}

// toml++ bounds nested values but not dotted keys, and frees its tree by recursion: a key of half a million dots would
// end the process. A key cannot span lines, so a bound on dots per line bounds the depth that the parser can reach.
constexpr unsigned dotsPerLineMax = 128;

bool hasLineOfTooManyDots(std::string_view text, ctoml_region &where) {
    unsigned dots = 0, line = 1;
    for (char byte : text) {
        if (byte == '\n') {
            dots = 0;
            line++;
        } else if (byte == '.' && ++dots > dotsPerLineMax) {
            where = {line, 1, line, 1};
            return true;
        }
    }
    return false;
}

bool append(ctoml_document &document, const toml::node &node, const toml::key *key, unsigned depth);

// A toml++ table is sorted by key; people read it in the order in which it was written.
bool appendTable(ctoml_document &document, const toml::table &table, unsigned depth) {
    std::vector<std::pair<const toml::key *, const toml::node *>> entries;
    entries.reserve(table.size());
    for (auto &&[key, value] : table) entries.emplace_back(&key, &value);
    std::sort(entries.begin(), entries.end(), [](const auto &left, const auto &right) {
        const auto &a = left.first->source().begin, &b = right.first->source().begin;
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    for (auto &[key, value] : entries)
        if (!append(document, *value, key, depth + 1)) return false;
    return true;
}

bool append(ctoml_document &document, const toml::node &node, const toml::key *key, unsigned depth) {
    ctoml_node flat{};
    flat.region = region(node.source());
    if (key) {
        flat.key = key->str().data();
        flat.key_length = key->str().size();
        flat.key_region = region(key->source());
    }
    if (depth > CTOML_DEPTH_MAX) {
        refuse(document, CTOML_TOO_DEEP, "nested too deep", flat.region);
        return false;
    }
    if (const auto *table = node.as_table()) {
        flat.kind = CTOML_TABLE;
        flat.children = static_cast<uint32_t>(table->size());
        document.nodes.push_back(flat);
        return appendTable(document, *table, depth);
    }
    if (const auto *array = node.as_array()) {
        flat.kind = CTOML_ARRAY;
        flat.children = static_cast<uint32_t>(array->size());
        document.nodes.push_back(flat);
        for (const auto &element : *array)
            if (!append(document, element, nullptr, depth + 1)) return false;
        return true;
    }
    if (const auto *string = node.as_string()) {
        flat.kind = CTOML_STRING;
        flat.string = string->get().data();
        flat.string_length = string->get().size();
    } else if (const auto *integer = node.as_integer()) {
        flat.kind = CTOML_INTEGER;
        flat.integer = integer->get();
    } else if (const auto *real = node.as_floating_point()) {
        flat.kind = CTOML_FLOAT;
        flat.real = real->get();
    } else if (const auto *boolean = node.as_boolean()) {
        flat.kind = CTOML_BOOLEAN;
        flat.integer = boolean->get() ? 1 : 0;
    } else {
        flat.kind = CTOML_TIME;
    }
    document.nodes.push_back(flat);
    return true;
}

void parse(ctoml_document &document, std::string_view text) {
    ctoml_region where{1, 1, 1, 1};
    if (text.size() > CTOML_BYTES_MAX) return refuse(document, CTOML_TOO_LARGE, "larger than 8 MiB", where);
    if (hasLineOfTooManyDots(text, where)) return refuse(document, CTOML_TOO_DEEP, "too many dots in one line", where);
    document.tree = toml::parse(text);
    if (!document.tree) {
        const auto &error = document.tree.error();
        auto reason = std::string(error.description());
        // toml++'s own words name a macro of ours.
        if (reason.find("TOML_MAX_NESTED_VALUES") != std::string::npos)
            return refuse(document, CTOML_TOO_DEEP, "nested too deep", region(error.source()));
        document.status = CTOML_SYNTAX;
        document.reason = std::move(reason);
        document.where = region(error.source());
        return;
    }
    append(document, document.tree.table(), nullptr, 0);
}

} // namespace

extern "C" {

ctoml_document *ctoml_parse(const void *bytes, size_t length) {
    auto *document = new (std::nothrow) ctoml_document;
    if (!document) return nullptr;
    try {
        parse(*document, std::string_view(static_cast<const char *>(bytes ? bytes : ""), bytes ? length : 0));
    } catch (const broken_assertion &) {
        refuse(*document, CTOML_SYNTAX, "malformed", {1, 1, 1, 1});
    } catch (...) {
        // Only memory can run out in here. The reason stays within std::string's own buffer, so it cannot throw again.
        refuse(*document, CTOML_NO_MEMORY, "out of memory", {1, 1, 1, 1});
    }
    return document;
}

void ctoml_free(ctoml_document *document) { delete document; }

ctoml_status ctoml_result(const ctoml_document *document) { return document->status; }

const ctoml_node *ctoml_nodes(const ctoml_document *document, size_t *count) {
    *count = document->nodes.size();
    return document->nodes.data();
}

const char *ctoml_error(const ctoml_document *document, ctoml_region *region) {
    *region = document->where;
    return document->reason.c_str();
}

} // extern "C"
