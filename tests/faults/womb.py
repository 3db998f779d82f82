"""A process that has read all our code and forks whoever is asked for: starting Python anew costs seconds each time.

A line on standard input says what to run: `{"name": ..., "port": ..., "log": ..., "environment": {...}}`. The answer is
the process's number. What it forks is a process like any other, and dies like one.
"""

import json
import os
import signal
import sys
import traceback

from faults import sealing
from matching import __main__ as command
from matching import main, processes

__all__ = ["main", "processes"]


def become(name: str, port: int, log: str, environment: dict[str, str]) -> None:
    """Go on as one of the crew."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY | os.O_CREAT), (2, os.O_WRONLY | os.O_CREAT)):
        os.dup2(os.open(os.devnull if number == 0 else log, flags, 0o600), number)
    os.environ.update(environment)
    if name == "sealer":
        sealing.run()
    else:
        arguments = ["api", "--port", str(port)] if name == "api" else ["work"]
        command.app(arguments, standalone_mode=False)


def bear() -> None:
    """Fork whoever is asked for, until nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 0
            try:
                become(**json.loads(line))
            except BaseException:
                traceback.print_exc()
                code = 1
            sys.stderr.flush()
            os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    bear()
