"""Run a command that ends when its parent does. A script of its own, stdlib only.

    python leash.py <parent's process id> <command> [argument ...]

On Linux the kernel sends the command SIGTERM when the parent has gone, even by SIGKILL. Elsewhere
this only runs the command.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(parent, *command):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it went before the kernel knew that we care
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 (a command we were given as a list)


if __name__ == "__main__":
    main(*sys.argv[1:])
