// Which libmicrohttpd is loaded.

internal import CMicrohttpd

/// As libmicrohttpd says of itself, such as `0.9.75`.
package func webLibraryVersion() -> String { String(cString: MHD_get_version()) }
