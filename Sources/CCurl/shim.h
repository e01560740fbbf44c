// libcurl for Swift. The wrappers stand in for what Swift cannot call: variadic functions, one for each type of option.
#pragma once
// The checks of types are macros around the variadic calls; here the types stand in the signatures.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

static inline CURLcode monitord_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_bytes(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_write(CURL *handle, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_socket(CURL *handle, CURLoption option, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_set_prereq(CURL *handle, CURLoption option, curl_prereq_callback value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode monitord_curl_get_number(CURL *handle, CURLINFO what, long *value) {
    return curl_easy_getinfo(handle, what, value);
}
static inline CURLcode monitord_curl_get_size(CURL *handle, CURLINFO what, curl_off_t *value) {
    return curl_easy_getinfo(handle, what, value);
}
static inline CURLcode monitord_curl_get_pointer(CURL *handle, CURLINFO what, void **value) {
    return curl_easy_getinfo(handle, what, value);
}
static inline CURLMcode monitord_curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
/// Copies the bytes of an IP address. Its length: 4, 16, or 0 for what is no IP address. `addr` of curl_sockaddr is
/// longer than its type says when the family is AF_INET6.
static inline int monitord_curl_address(const struct curl_sockaddr *address, unsigned char *bytes) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in place;
        memcpy(&place, &address->addr, sizeof place);
        memcpy(bytes, &place.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 place;
        memcpy(&place, (const char *)address + offsetof(struct curl_sockaddr, addr), sizeof place);
        memcpy(bytes, &place.sin6_addr, 16);
        return 16;
    }
    return 0;
}
