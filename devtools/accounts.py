"""Under which account a program runs: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devtools.problem import Problem

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An existing account of this machine; `switch` is true where we are root and become it."""

    uid: int
    gid: int
    switch: bool

    def options(self) -> dict[str, Any]:
        """Arguments for subprocess.Popen that start a child under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def owns(self, folder: Path) -> None:
        """Make a folder that only this account may enter, and give it to the account."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.switch:
            os.chown(folder, self.uid, self.gid)


def unprivileged() -> Account:
    """Ourselves, or as root an account that exists everywhere: none is ever created."""
    if os.getuid() != 0:
        return Account(os.getuid(), os.getgid(), switch=False)
    for name in UNPRIVILEGED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid, switch=True)
    raise Problem(
        "PostgreSQL cannot run as root, and this machine has no account 'nobody'. Run dev.py as a user."
    )


def reachable(program: Path, account: Account, *, tree: list[Path], copy_to: Path) -> Path:
    """The program, or its copy where the account may not enter the folders above it.

    `tree` are the folders that belong together (the program's and its libraries'), side by side.
    """
    if not account.switch or can_run(program, account):
        return program
    for folder in tree:
        shutil.copytree(folder, copy_to / folder.name, dirs_exist_ok=True, symlinks=True)
    return copy_to / program.relative_to(tree[0].parent)


def can_run(program: Path, account: Account) -> bool:
    """Whether the account can execute the program, tried with its --version."""
    try:
        tried = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
            **account.options(),
        )
    except PermissionError:
        return False
    return tried.returncode == 0
