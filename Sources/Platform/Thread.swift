// Threads that block, away from Swift's cooperative pool.

internal import Glibc
package import Model

/// A joinable thread.
package struct Thread: ~Copyable {
    private var handle = pthread_t()
    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Starts `run` at once. Nil when the system has no thread to give.
    package init?(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run))
        let status = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard status == 0 else {
            body.release()
            return nil
        }
    }

    /// What `ps -L` calls the calling thread: at most 15 bytes.
    package static func nameOwn(_ name: StaticString) {
        // The file is the kernel's form of pthread_setname_np(3), which Swift cannot see. Without it: no name.
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        writeAll(descriptor, Array("\(name)".utf8))
        close(descriptor)
    }

    /// Waits for the end of the thread. Once.
    package func join() {
        pthread_join(handle, nil)
    }

    /// Nobody waits for its end. In place of `join`.
    package func detach() {
        pthread_detach(handle)
    }
}

/// A queue of bounded length between two threads.
package final class Mailbox<Message: Sendable>: @unchecked Sendable {
    // Sendable because every access to `messages` and `isClosed` happens under `mutex`.
    private var mutex = pthread_mutex_t()
    private var changed = pthread_cond_t()
    private var messages: [Message] = []
    private var isClosed = false
    private let capacity: Int

    package init(capacity: Int) {
        self.capacity = capacity
        pthread_mutex_init(&mutex, nil)
        // Waits must not depend on a wall clock that may be set.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(&changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(&changed)
        pthread_mutex_destroy(&mutex)
    }

    /// Waits for room. False when the mailbox is closed.
    package func send(_ message: Message) -> Bool {
        locked {
            while messages.count >= capacity, !isClosed { pthread_cond_wait(&changed, &mutex) }
            guard !isClosed else { return false }
            messages.append(message)
            pthread_cond_broadcast(&changed)
            return true
        }
    }

    /// Whether `send` would return without waiting.
    package var hasRoom: Bool { locked { isClosed || messages.count < capacity } }

    /// Waits for a message. Nil once the mailbox is closed and empty.
    package func receive() -> Message? {
        locked {
            while messages.isEmpty, !isClosed { pthread_cond_wait(&changed, &mutex) }
            guard !messages.isEmpty else { return nil }
            pthread_cond_broadcast(&changed)
            return messages.removeFirst()
        }
    }

    /// What a wait of bounded length brought.
    package enum Receipt: Sendable {
        case message(Message)
        case nothing
        case closed
    }

    /// Waits for a message, at most for `span`.
    package func receive(within span: TimeSpan) -> Receipt {
        let end = (Clocks.monotonic() + span).microseconds
        var until = timespec(tv_sec: Int(end / 1_000_000), tv_nsec: Int(end % 1_000_000) * 1000)
        return locked {
            while messages.isEmpty, !isClosed {
                if pthread_cond_timedwait(&changed, &mutex, &until) == ETIMEDOUT { break }
            }
            guard messages.isEmpty else {
                pthread_cond_broadcast(&changed)
                return .message(messages.removeFirst())
            }
            return isClosed ? .closed : .nothing
        }
    }

    /// A message if one is there.
    package func receiveNow() -> Message? {
        locked {
            guard !messages.isEmpty else { return nil }
            pthread_cond_broadcast(&changed)
            return messages.removeFirst()
        }
    }

    package func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(&changed)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        return body()
    }
}
