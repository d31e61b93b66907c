"""Django's `migrate`, quicker (see `coopplatform.tenancy.migrating`)."""

from typing import Any

from django.core.management.commands import migrate

from coopplatform.tenancy.migrating import without_building_anew


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with without_building_anew():
            super().handle(*args, **options)
