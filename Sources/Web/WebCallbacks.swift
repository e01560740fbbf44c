// What libmicrohttpd calls, on the thread that talks. Here its pointers end.

internal import CMicrohttpd
internal import Glibc
internal import Model
internal import Platform

/// A connection came or went.
func webMove(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_ConnectionNotificationCode
) {
    guard let context = webContext(context), let connection else { return }
    let descriptor = monitord_mhd_socket(connection)
    if code == .CONNECTION_NOTIFY_STARTED {
        context.loop.lines[descriptor] = WebLine(
            connection: connection, deadline: Clocks.monotonic() + WebLimits.headerPatience)
    } else if let line = context.loop.lines[descriptor], line.connection == connection {
        if let ticket = line.ticket { context.loop.finish(ticket) }
        context.loop.lines[descriptor] = nil
    }
}

/// A request line is there. The result becomes the exchange's context: its ticket.
func webBegin(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = webContext(context), let connection else { return nil }
    let length = target.map { strnlen($0, WebLimits.targetBytesMax + 1) } ?? 0
    let bytes = target.map { Array(UnsafeRawBufferPointer(start: $0, count: length)) } ?? []
    return UnsafeMutableRawPointer(bitPattern: context.loop.begin(connection, bytes, context.door))
}

/// Headers are there, or a piece of the body, or all of it.
func webHandle(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ bytes: UnsafePointer<CChar>?,
    _ count: UnsafeMutablePointer<Int>?, _ ticket: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = webContext(context), let connection, let count,
        let exchange = context.loop.exchanges[Int(bitPattern: ticket?.pointee)]
    else { return .NO }
    let loop = context.loop
    if exchange.request == nil {
        // The method is our own copy; what it is not allowed to be ends here.
        let method = method.map { String(cString: $0) } ?? ""
        return loop.open(exchange, method: method, headers: webHeaders(connection)) ? .YES : .NO
    }
    if count.pointee > 0 {
        let room = max(0, WebLimits.bodyBytesMax - exchange.body.count)
        exchange.isTooLarge = exchange.isTooLarge || count.pointee > room
        if !exchange.isTooLarge, let bytes {
            exchange.body += UnsafeRawBufferPointer(start: bytes, count: count.pointee)
        }
        count.pointee = 0
        return .YES
    }
    return loop.proceed(exchange) ? .YES : .NO
}

/// An exchange is over, however it ended.
func webComplete(
    _ context: UnsafeMutableRawPointer?, _: OpaquePointer?,
    _ ticket: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _: MHD_RequestTerminationCode
) {
    guard let context = webContext(context), let ticket else { return }
    context.loop.finish(Int(bitPattern: ticket.pointee))
    ticket.pointee = nil
}

/// The next bytes of a stream.
func webRead(
    _ box: UnsafeMutableRawPointer?, _: UInt64, _ room: UnsafeMutablePointer<CChar>?, _ max: Int
) -> Int {
    guard let box, let room else { return monitord_mhd_end() }
    let reading = Unmanaged<WebReading>.fromOpaque(box).takeUnretainedValue()
    return reading.loop.read(reading.ticket, into: UnsafeMutableRawBufferPointer(start: room, count: max))
}

/// A stream's response is gone.
func webForget(_ box: UnsafeMutableRawPointer?) {
    if let box { Unmanaged<WebReading>.fromOpaque(box).release() }
}

/// Which exchange a stream belongs to.
final class WebReading {
    unowned let loop: WebLoop
    let ticket: Int

    init(loop: WebLoop, ticket: Int) {
        (self.loop, self.ticket) = (loop, ticket)
    }
}

private func webContext(_ pointer: UnsafeMutableRawPointer?) -> WebContext? {
    pointer.map { Unmanaged<WebContext>.fromOpaque($0).takeUnretainedValue() }
}

/// Names in lower case. Nil when there are more bytes than a request may have.
private func webHeaders(_ connection: OpaquePointer) -> [(name: String, value: String)]? {
    final class Collected {
        var headers: [(name: String, value: String)] = []
        var bytes = 0
    }
    let collected = Collected()
    _ = MHD_get_connection_values_n(
        connection, .HEADER_KIND,
        { context, _, name, nameCount, value, valueCount in
            guard let context else { return .NO }
            let collected = Unmanaged<Collected>.fromOpaque(context).takeUnretainedValue()
            let name = UnsafeRawBufferPointer(start: name, count: nameCount)
            let value = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount)
            collected.bytes += name.count + value.count
            guard collected.bytes <= WebLimits.headerBytesMax else { return .NO }
            collected.headers.append(
                (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self)))
            return .YES
        }, Unmanaged.passUnretained(collected).toOpaque())
    return collected.bytes <= WebLimits.headerBytesMax ? collected.headers : nil
}
