"""Runs a command whose disk can be made to fail, for tests. Linux 5.9 or newer; needs no privilege and no compiler.

usage: disk-faults.py FOLDER CONTROL COMMAND...    or    disk-faults.py --check

The command and all its descendants ask this process before each write that has an offset, each reservation of space and each
fsync (seccomp_unotify(2)). Calls on files below FOLDER then go by what the file CONTROL holds: `full` answers ENOSPC to those that
would make a file longer, `io-error` answers EIO to fsync and fdatasync, anything else lets them through.
"""
import array
import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
#            architecture, seccomp, pwrite64, pwritev, pwritev2, fallocate, ftruncate, fsync, fdatasync
NUMBERS = {
    "x86_64": (0xC000003E, 317, 18, 296, 328, 285, 77, 74, 75),
    "aarch64": (0xC00000B7, 277, 68, 70, 287, 47, 46, 82, 83),
}
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER = 1, 8
SECCOMP_RET_ALLOW, SECCOMP_RET_USER_NOTIF = 0x7FFF0000, 0x7FC00000
SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND = 0xC0502100, 0xC0182101
SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1
NOTIFICATION = struct.Struct("=QIIiIQ6Q")  # id, pid, flags, nr, arch, instruction_pointer, args
RESPONSE = struct.Struct("=QqiI")  # id, val, error, flags


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def install(arch, seccomp, watched):
    """Filters the calls of this process from now on. Returns the descriptor that they are told on."""
    jump_equal, load, give = 0x15, 0x20, 0x06
    code = [(load, 0, 0, 4), (jump_equal, 0, len(watched) + 1, arch), (load, 0, 0, 0)]
    code += [(jump_equal, len(watched) - at, 0, number) for at, number in enumerate(watched)]
    code += [(give, 0, 0, SECCOMP_RET_ALLOW), (give, 0, 0, SECCOMP_RET_USER_NOTIF)]
    text = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in code))
    program = Program(len(code), ctypes.cast(text, ctypes.c_void_p))
    if LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    flags = ctypes.c_ulong(SECCOMP_FILTER_FLAG_NEW_LISTENER)
    listener = LIBC.syscall(seccomp, SECCOMP_SET_MODE_FILTER, flags, ctypes.byref(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))
    return listener


class Disk:
    def __init__(self, folder, control, numbers):
        self.folder = os.path.realpath(folder) + "/"
        self.control = control
        _, _, self.pwrite, self.pwritev, self.pwritev2, self.fallocate, self.ftruncate, self.fsync, self.fdatasync = numbers

    def fault(self, pid, number, args):
        """The error that a call gets; 0 for none."""
        mode = self.mode()
        if mode not in ("full", "io-error"):
            return 0
        link = "/proc/%d/fd/%d" % (pid, args[0])
        try:
            path, size = os.readlink(link), os.stat(link).st_size
        except PermissionError:
            path, size = self.folder, 0  # of another account, so of the server: root may be without CAP_SYS_PTRACE
        except OSError:
            return 0  # the process is gone
        if not path.startswith(self.folder):
            return 0
        if number in (self.fsync, self.fdatasync):
            return errno.EIO if mode == "io-error" else 0
        return errno.ENOSPC if mode == "full" and self.end(number, args) > size else 0

    def end(self, number, args):
        if number == self.ftruncate:
            return args[1]
        if number == self.fallocate:
            return args[2] + args[3]
        if number == self.pwrite:
            return args[3] + args[2]
        return args[3] + 1  # the lengths of pwritev are in the memory of the caller

    def mode(self):
        try:
            with open(self.control) as file:
                return file.read().strip()
        except OSError:
            return ""

    def serve(self, listener):
        calls = select.poll()
        calls.register(listener, select.POLLIN)
        while any(events & select.POLLIN for _, events in calls.poll()):
            request = bytearray(80)
            try:
                fcntl.ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, request)
                ident, pid, _, number, _, _, *args = NOTIFICATION.unpack(request)
                error = self.fault(pid, number, args)
                flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE if error == 0 else 0
                fcntl.ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, RESPONSE.pack(ident, 0, -error, flags))
            except OSError as failure:
                if failure.errno not in (errno.ENOENT, errno.EINTR):
                    raise


def main():
    numbers = NUMBERS.get(platform.machine())
    if numbers is None:
        sys.exit("disk faults are not known on " + platform.machine())
    is_check = sys.argv[1:] == ["--check"]
    command = ["true"] if is_check else sys.argv[3:]
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            listener = install(numbers[0], numbers[1], numbers[2:])
            theirs.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
            os.close(listener)
            os.execvp(command[0], command)
        except OSError as failure:
            print(failure, file=sys.stderr)
        os._exit(126)
    theirs.close()
    _, ancillary, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(4))
    if not ancillary:
        os.waitpid(child, 0)
        sys.exit(126)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda received, _: os.kill(child, received))
    if os.fork() == 0:
        # Serves until the last descendant of the command is gone.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_IGN)
        folder, control = ("/nowhere", "/nowhere") if is_check else sys.argv[1:3]
        try:
            Disk(folder, control, numbers).serve(struct.unpack("i", ancillary[0][2])[0])
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


main()
