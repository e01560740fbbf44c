// Directories, asked for and made.

internal import Glibc

package func directoryExists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Makes the directory, readable by its owner and group, unless it is there.
package func makeDirectory(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o750) != 0, errno != EEXIST || !directoryExists(path) else { return }
    throw .last(path)
}
