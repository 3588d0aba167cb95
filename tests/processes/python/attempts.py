"""What a hostile plugin tries: each attempt tells `ok` and what it got, or the name of the error that it met."""

import ctypes
import errno
import os
import resource
import socket
import subprocess
import sys
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
SYSCALLS = {
    # What the same call is called by on other processors does not matter: the tests that use it run where it is known.
    "x86_64": {"ptrace": 101, "unshare": 272, "process_vm_readv": 310, "getpid_of_x32": 0x40000000 + 39},
    "aarch64": {"ptrace": 117, "unshare": 97, "process_vm_readv": 270},
}[os.uname().machine]
SYSCALLS |= {"io_uring_setup": 425, "clone3": 435, "pidfd_getfd": 438}
FAST_OPEN = 0x20000000
NEW_USER = 0x10000000


def attempt(what, *words):
    """Does what its name says; gives back what came of it."""
    try:
        return f"ok {ATTEMPTS[what](*words) or ''}".strip()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    except MemoryError:
        return "MemoryError"


def read(path):
    with open(path, "rb") as file:
        return len(file.read(1 << 20))


def write(path):
    with open(path, "ab") as file:
        file.write(b"x")


def connect(host, port):
    with socket.create_connection((host, int(port)), timeout=5) as stream:
        stream.send(b"x")


def fast_open(host, port):
    with socket.socket() as stream:
        stream.settimeout(5)
        stream.sendto(b"x", FAST_OPEN, (host, int(port)))


def mptcp(host, port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) as stream:
        stream.settimeout(5)
        stream.connect((host, int(port)))


def raw():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()


def udp(host, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, int(port)))


def listen():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()


def resolve(name):
    return len(socket.getaddrinfo(name, 80))


def unix(path):
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(path)


def abstract(name):
    unix("\0" + name)


def datagram(path):
    """A pair of sockets for datagrams reaches any third one, if it can be made."""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"x", path)


def signal(pid):
    os.kill(int(pid), 15)


def call(name, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(SYSCALLS[name], *(int(argument) for argument in arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), name)


def namespace():
    call("unshare", NEW_USER)


def chmod(path):
    os.chmod(path, 0o777)


def chown(path):
    os.chown(path, 12345, 12345)


def leave():
    """A process that leaves the group of its parent, and its number."""
    child = subprocess.Popen(["sleep", "300"], start_new_session=True)
    return child.pid


def threads(count):
    """Starts them, up to what is allowed; tells how many there were."""
    ending, started = threading.Event(), 0
    try:
        for _ in range(int(count)):
            threading.Thread(target=ending.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    finally:
        ending.set()
    return started


def eat(megabytes):
    """Takes memory and writes to each page of it."""
    taken = []
    for _ in range(int(megabytes)):
        taken.append(bytearray(b"x" * (1 << 20)))
    return len(taken)


def limits():
    names = ["RLIMIT_DATA", "RLIMIT_CORE", "RLIMIT_NOFILE"]
    return " ".join(str(resource.getrlimit(getattr(resource, name))[1]) for name in names)


def status():
    """What the kernel says of this process: whether it can gain rights, is filtered, and what it may."""
    with open("/proc/self/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return " ".join(lines[key].strip() for key in ("NoNewPrivs", "Seccomp", "CapEff", "CapPrm"))


def modes():
    """The modes of what is in its own folder, with which it was made."""
    own = os.environ["TMPDIR"]
    return " ".join(f"{os.stat(os.path.join(own, name)).st_mode & 0o777:03o}" for name in os.listdir(own))


def spin(seconds):
    """Answers nothing for so long."""
    time.sleep(float(seconds))


ATTEMPTS = {name: value for name, value in vars(sys.modules[__name__]).items() if callable(value)}
