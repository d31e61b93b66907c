"""`manage.py import_town FILE.osm.pbf --cooperative SLUG [--basemap FILE.pmtiles]`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.text import slugify

from cooperatives.queries.access import cooperative
from cooperatives.services.founding import settle_in_town
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.tenancy.scope import scope
from coopplatform.web.wording import explain
from deliveries.services.towns import import_town


class Command(BaseCommand):
    help = "Read a town's addresses, places and cycling streets from an OpenStreetMap extract; a co-op rides there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("extract", type=Path, metavar="FILE.osm.pbf")
        parser.add_argument("--cooperative", required=True, metavar="SLUG", help="the co-op that rides there")
        parser.add_argument("--basemap", type=Path, metavar="FILE.pmtiles", help="the map to draw below")
        parser.add_argument("--name", help="the town's name; without it, that of the file")

    def handle(self, *args: Any, extract: Path, basemap: Path | None, **options: Any) -> None:
        found = cooperative(options["cooperative"])
        if found is None:
            raise CommandError(f"There is no cooperative {options['cooperative']!r}.")
        file_name = extract.name.partition(".")[0]
        try:
            town = import_town(
                slug=slugify(file_name),
                name=options["name"] or file_name.replace("-", " ").replace("_", " ").title(),
                extract=extract,
                basemap=basemap,
                at=timezone.now(),
                tell=self.stdout.write,
            )
        except Invalid as problem:
            raise CommandError(explain(problem)) from problem
        with scope(found.pk):
            settle_in_town(town=town.slug, by=Actor.platform("import_town"))
        self.stdout.write(self.style.SUCCESS(f"{found.name} rides in {town.name}."))
