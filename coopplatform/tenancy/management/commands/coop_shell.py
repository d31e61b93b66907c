"""`manage.py coop_shell monaco`: a Python shell inside one cooperative's scope."""

import code
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.tenancy.scope import scope


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        cooperative_model = apps.get_model("cooperatives", "Cooperative")
        cooperative = cooperative_model.objects.filter(slug=slug).first()
        if cooperative is None:
            known = ", ".join(cooperative_model.objects.values_list("slug", flat=True))
            raise CommandError(f"No cooperative {slug!r}. Known: {known or 'none'}.")
        names = {model.__name__: model for model in apps.get_models()}
        with scope(cooperative.pk):
            code.interact(f"Inside {cooperative.name}. Models by name.", local=names | {"coop": cooperative})
