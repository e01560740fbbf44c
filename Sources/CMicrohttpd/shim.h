// libmicrohttpd for Swift. The wrappers stand in for what Swift cannot call: variadic functions.
#pragma once
#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

/// A daemon that is run by its caller's own loop, on a socket that listens already and that it closes at its end.
/// `memory` bounds what one connection holds: its request line, its headers and what is written at once.
static inline struct MHD_Daemon *monitord_mhd_start(
    int listener, unsigned int connections, size_t memory, void *context, MHD_AccessHandlerCallback handler,
    void *(*began)(void *, const char *, struct MHD_Connection *), MHD_RequestCompletedCallback completed,
    MHD_NotifyConnectionCallback moved) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, began, context,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_NOTIFY_CONNECTION, moved, context,
        MHD_OPTION_END);
}

/// MHD_get_daemon_info is variadic. -1 when there is none.
static inline int monitord_mhd_epoll(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info == NULL ? -1 : info->epoll_fd;
}

/// MHD_get_connection_info is variadic. -1 when there is none.
static inline int monitord_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

/// MHD_CONTENT_READER_END_OF_STREAM is a cast of -1, which Swift does not import.
static inline ssize_t monitord_mhd_end(void) { return MHD_CONTENT_READER_END_OF_STREAM; }

/// MHD_SIZE_UNKNOWN is a cast as well.
static inline uint64_t monitord_mhd_size_unknown(void) { return MHD_SIZE_UNKNOWN; }
