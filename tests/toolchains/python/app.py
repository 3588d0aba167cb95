"""A plugin in Python, made a component by componentize-py: CPython itself, with its standard library, inside the sandbox.

It tries what Python believes to have (clocks, files, an environment, a network), and tells what it found.
"""

import os
import random
import socket
import sys
import time

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports import base, cli


class Base(exports.Base):
    def plugin_info(self):
        return base.Info(
            name="python",
            description="",
            plugin_type=base.PluginType_Task(),
            plugin_mods=[base.PluginMod_Cli()],
            plugin_version="0.1.0",
            api_version=["1"],
            image="example.org/python:0.1.0",
            depends_on=[],
            hook_type=None,
            secret_path="",
        )


class Cli(exports.Cli):
    def get_questions(self, job_name):
        return []

    def validate_question(self, answer):
        """Rejects with what it found of the thing that the answer names."""
        tried = TRIES.get(answer.value)
        if tried is None:
            message = f"nothing is called {answer.value}"
            raise Err(base.Error_InvalidInput([base.Problem(answer.question, message)]))
        return cli.Verdict_Rejected(tried())

    def default_config(self, answers):
        return [base.Config(answer.question, answer.value) for answer in answers]

    def default_assets(self, answers):
        return []


def clocks():
    """Seconds since 1970, and whether time passed while it counted."""
    started = time.monotonic_ns()
    seconds = int(time.time())
    return f"{seconds} {'goes' if time.monotonic_ns() > started else 'stands'}"


def numbers():
    """Numbers of a generator that the system seeds."""
    return f"{random.SystemRandom().random()} {os.urandom(8).hex()}"


def environment():
    """How much there is of it. The component sets its own PYTHONHOME and the like before it is snapshotted."""
    return f"{len([name for name in os.environ if not name.startswith('PYTHON')])} variables, {len(sys.argv)} arguments"


def files():
    """What becomes of reading, listing and writing."""
    return "\n".join(
        [
            outcome(lambda: open("/etc/passwd").read()),
            outcome(lambda: os.listdir(".")),
            outcome(lambda: open("/tmp/optimus-fixture", "w").write("x")),
        ]
    )


def network():
    """What becomes of a connection, a datagram and a name."""
    return "\n".join(
        [
            outcome(lambda: socket.create_connection(("127.0.0.1", 9))),
            outcome(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(("127.0.0.1", 0))),
            outcome(lambda: socket.getaddrinfo("localhost", 9)),
        ]
    )


def standard_input():
    """What there is to read."""
    return f"{len(sys.stdin.read())} bytes"


def output():
    """Writes a line to each, and one that is too long for any log."""
    print("to stdout")
    print("to stderr", file=sys.stderr)
    print("x" * 200_000)
    sys.stdout.flush()
    return "written"


def outcome(attempt):
    """What it says of itself when it fails, which it should."""
    try:
        return f"done: {attempt()!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


TRIES = {
    "clocks": clocks,
    "random": numbers,
    "environment": environment,
    "files": files,
    "network": network,
    "input": standard_input,
    "output": output,
}
