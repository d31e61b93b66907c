"""Where the embedded services are reached: a data folder in, three URLs out. Starts nothing."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

OWNER_ROLE = "coop_owner"
RUNTIME_ROLE = "coop_app"
SUPERUSER_ROLE = "postgres"
DATABASE = "coop"

SOCKET_PATH_LIMIT = 107
"""Bytes of `sun_path` in unix(7), less the final zero."""

LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The folders and URLs of the services of one data folder."""

    data: Path

    @property
    def server(self) -> Path:
        """What the servers write: the only part that belongs to their system user."""
        return self.data / "server"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def passwords_file(self) -> Path:
        return self.data / "passwords.json"

    @property
    def run(self) -> Path:
        """The sockets' folder: in the data folder, unless that path is too long for a socket."""
        usual = self.server / "run"
        if len(os.fsencode(usual / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return usual
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        # Not $TMPDIR: every process must find the same folder. Its owner and mode are checked before use.
        return Path("/tmp") / f"coopplatform-{name}"  # noqa: S108

    @property
    def valkey_socket(self) -> Path:
        return self.run / "valkey.sock"

    @property
    def database_url(self) -> str:
        return self._database_url(RUNTIME_ROLE)

    @property
    def database_owner_url(self) -> str:
        return self._database_url(OWNER_ROLE)

    @property
    def superuser_url(self) -> str:
        """For an operator's psql; the product never uses it."""
        return self._database_url(SUPERUSER_ROLE)

    @property
    def redis_url(self) -> str:
        return f"unix://{quote(str(self.valkey_socket))}"

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }

    def passwords(self) -> dict[str, str]:
        """Role to password; empty until the services have started once."""
        try:
            return dict(json.loads(self.passwords_file.read_text()))
        except FileNotFoundError:
            return {}

    def _database_url(self, role: str) -> str:
        login = f"{role}:{quote(self.passwords().get(role, ''), safe='')}"
        return f"postgresql://{login}@/{DATABASE}?host={quote(str(self.run), safe='')}"


def of(data: Path) -> Addresses:
    return Addresses(data.resolve())


def default_data() -> Path:
    """`COOP_DATA_DIR`, else `.data` of the checkout."""
    return Path(os.environ.get("COOP_DATA_DIR") or Path(__file__).parents[2] / ".data").resolve()
