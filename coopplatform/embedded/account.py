"""Which system user runs the servers, and how it reaches their files.

PostgreSQL refuses to run as root. Root therefore lends the servers an unprivileged system user, made on the
first start; anybody else runs them as themselves.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from coopplatform.embedded.errors import EmbeddedError

NAME = "coopplatform"
SHARED_HOME = Path("/var/lib/coopplatform")
"""Where root's servers keep their files when their user may not enter the data folder, as in /root."""


def service_user() -> str | None:
    """The name of the servers' system user when we are root, else None: they run as we do."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        _make_user()
    return NAME


def _make_user() -> None:
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        NAME,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        detail = getattr(problem, "stderr", "") or problem
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and no system user {NAME!r} could be made: {detail}\n"
            f"Make one (useradd --system {NAME}) or run this command as an ordinary user."
        ) from problem


def run_as(
    user: str | None, command: Sequence[str | Path], **kwargs: Any
) -> subprocess.CompletedProcess[str]:
    """Run to the end as `user`, with output captured; the caller looks at the return code."""
    group = pwd.getpwnam(user).pw_gid if user else None
    call = partial(subprocess.run, user=user, group=group, extra_groups=[] if user else None, cwd="/")
    return call([str(word) for word in command], capture_output=True, text=True, check=False, **kwargs)


def may_enter(user: str | None, folder: Path) -> bool:
    """Asked of the kernel, as that user: no mode bit or access list is second-guessed."""
    try:
        return run_as(user, ["test", "-x", folder]).returncode == 0
    except PermissionError:
        return False


def own_folder(user: str | None, folder: Path, *, mode: int = 0o700) -> Path:
    """Make `folder` for `user` alone. Raises EmbeddedError when it is somebody else's."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    if user:
        shutil.chown(folder, user, user)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner != (pwd.getpwnam(user).pw_uid if user else os.geteuid()):
        raise EmbeddedError(
            f"{folder} belongs to another user. Run this as that user, "
            "or set COOP_DATA_DIR to a folder of yours."
        )
    folder.chmod(mode)
    return folder


def server_folder(user: str | None, wanted: Path) -> Path:
    """The servers' own folder: `wanted`, or a link there to a place that `user` can enter."""
    if wanted.is_symlink():
        return own_folder(user, wanted.readlink())
    if may_enter(user, wanted.parent):
        return own_folder(user, wanted)
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    SHARED_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    elsewhere = own_folder(user, SHARED_HOME / name)
    wanted.symlink_to(elsewhere)
    return elsewhere


def reachable(user: str | None, package: Path, program: str, folder: Path) -> Path:
    """`package`/`program`, or a copy of it below `folder` when `user` may not execute the installed one.

    Libraries that a wheel keeps beside its package (`<package>.libs`) come along.
    """
    if may_enter(user, package / program):
        return package / program
    version = hashlib.sha256(os.fsencode(package)).hexdigest()[:8]
    copies = folder / "programs" / f"{version}-{int(package.stat().st_mtime)}"
    copy = copies / package.name
    if not copy.exists():
        copies.mkdir(parents=True, exist_ok=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copies / libraries.name, dirs_exist_ok=True)
        partial_copy = copies / f"{package.name}.part"
        shutil.rmtree(partial_copy, ignore_errors=True)
        shutil.copytree(package, partial_copy, symlinks=True)
        partial_copy.rename(copy)
        copies.parent.chmod(0o755)
    return copy / program
