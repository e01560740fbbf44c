// TOML 1.0 behind C: parse bytes, then walk a flat list of nodes that remember where they stood.
// toml++ does the reading. No exception crosses this border.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Longer documents are refused before they are read.
#define CTOML_BYTES_MAX (8u * 1024u * 1024u)
/// Deeper documents are refused.
#define CTOML_DEPTH_MAX 16u

typedef enum {
    CTOML_STRING, CTOML_INTEGER, CTOML_FLOAT, CTOML_BOOLEAN, CTOML_TIME, CTOML_ARRAY, CTOML_TABLE
} ctoml_kind;

/// From the first character up to, not including, the end. Lines and columns count from 1, columns in code points.
typedef struct { uint32_t line, column, end_line, end_column; } ctoml_region;

/// One value with its key, in document order; an array or a table is followed by its `children` subtrees.
typedef struct {
    ctoml_kind kind;
    uint32_t children;
    /// Not terminated; null outside tables. These bytes and those of `string` live as long as the document.
    const char *key;
    size_t key_length;
    ctoml_region key_region;
    ctoml_region region;
    const char *string;
    size_t string_length;
    int64_t integer;
    double real;
} ctoml_node;

typedef enum { CTOML_OK, CTOML_SYNTAX, CTOML_TOO_LARGE, CTOML_TOO_DEEP, CTOML_NO_MEMORY } ctoml_status;

typedef struct ctoml_document ctoml_document;

/// Null only when there is no memory for the document itself.
ctoml_document *ctoml_parse(const void *bytes, size_t length);
void ctoml_free(ctoml_document *document);
ctoml_status ctoml_result(const ctoml_document *document);
/// The root table first. None unless the status is CTOML_OK.
const ctoml_node *ctoml_nodes(const ctoml_document *document, size_t *count);
/// Why and where the document was refused. The text is terminated and lives as long as the document.
const char *ctoml_error(const ctoml_document *document, ctoml_region *region);

#ifdef __cplusplus
}
#endif
