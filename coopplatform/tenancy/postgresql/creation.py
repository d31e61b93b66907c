"""Test databases are made by the owner's role and then used by the runtime role, as in production."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import creation


class DatabaseCreation(creation.DatabaseCreation):
    @contextmanager
    def as_owner(self) -> Iterator[None]:
        settings = self.connection.settings_dict
        kept = {name: settings[name] for name in ("USER", "PASSWORD", "OPTIONS")}
        self._hang_up()
        settings.update(settings["OWNER"])
        settings["OPTIONS"] = {name: value for name, value in kept["OPTIONS"].items() if name != "pool"}
        try:
            yield
        finally:
            self._hang_up()
            settings.update(kept)

    def _hang_up(self) -> None:
        self.connection.close()
        self.connection.close_pool()

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        with self.as_owner():
            name = super().create_test_db(*args, **kwargs)
        self.connection.ensure_connection()
        return name

    def _clone_test_db(self, *args: Any, **kwargs: Any) -> None:
        with self.as_owner():
            super()._clone_test_db(*args, **kwargs)  # type: ignore[misc]

    def destroy_test_db(self, *args: Any, **kwargs: Any) -> None:
        with self.as_owner():
            super().destroy_test_db(*args, **kwargs)
