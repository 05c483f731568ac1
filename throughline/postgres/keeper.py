"""Runs one PostgreSQL server for as long as somebody uses it. A script of its own, stdlib only.

Every process that uses the server holds a shared lock on the users file. The keeper waits for an
exclusive one, which the kernel gives it when the last user has gone, however it went: then it stops
the server. So nobody has to count, and a user killed with SIGKILL leaves nothing running.

Started by `server.py` with one JSON argument: command (list), users and keeper (paths of the lock
files), log (path), uid and gid (numbers, or null to stay who we are). SIGTERM means stop now.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
# PostgreSQL's own words for how to stop: SIGINT is fast, SIGQUIT immediate (recovers at next start).
STOPPING = ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))  # (signal, seconds to wait)


class TimeToStop(Exception):
    """Raised by the signal handlers, because a blocking flock() is otherwise resumed."""


def stop_now(number, frame):
    raise TimeToStop


def become(uid, gid):
    """In the child, before exec: drop root, and ask the kernel for a fast stop if the keeper dies."""
    if uid is not None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)  # before prctl: a change of user clears the parent-death signal
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def launch(order):
    with open(order["log"], "ab") as log:
        return subprocess.Popen(
            order["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=lambda: become(order["uid"], order["gid"]),
        )


def wait_for_the_last_user(users, server):
    """Return when nobody uses the server, when told to stop (SIGTERM), or when the server has ended."""
    try:
        signal.signal(signal.SIGTERM, stop_now)
        signal.signal(signal.SIGCHLD, stop_now)
        if server.poll() is None:
            fcntl.flock(users, fcntl.LOCK_EX)
    except TimeToStop:
        pass
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def stop(server):
    for number, seconds in STOPPING:
        if server.poll() is not None:
            return
        server.send_signal(number)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def main():
    order = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    keeper = os.open(order["keeper"], os.O_RDWR)
    fcntl.flock(keeper, fcntl.LOCK_EX)  # held for life: this is how others know that we live
    os.ftruncate(keeper, 0)
    os.write(keeper, str(os.getpid()).encode())
    users = os.open(order["users"], os.O_RDWR)
    server = launch(order)
    wait_for_the_last_user(users, server)
    stop(server)
    os.close(keeper)  # before the users' lock, which the next starter waits for
    return server.returncode


if __name__ == "__main__":
    sys.exit(main())
