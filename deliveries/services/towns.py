"""A town enters the platform: its addresses, places and cycling streets, out of an OpenStreetMap extract."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.adapters.openstreetmap import LICENCE, Extract, read_extract
from deliveries.domain.addresses import normalise
from deliveries.models import Town, TownAddress, TownPlace

ROWS_AT_ONCE = 2000


def import_town(
    *,
    slug: str,
    name: str,
    extract: Path,
    basemap: Path | None = None,
    at: datetime,
    tell: Callable[[str], object] = lambda _step: None,
) -> Town:
    """Read `extract` and put the town in place of what was known of it. `tell` hears how far it is.

    The cycling graph and the basemap (PMTiles) are kept in TOWNS_DIR. Raises Invalid for a file that cannot be
    read as a map; then nothing has changed.
    """
    tell(f"Reading {extract.name}")
    found = read_extract(extract)
    if basemap is not None and not basemap.is_file():
        raise Invalid("no_basemap", _("There is no basemap at %(path)s."), path=str(basemap))
    tell(
        f"{len(found.streets.nodes)} junctions, {len(found.addresses)} addresses, {len(found.places)} places"
    )
    folder = Path(settings.TOWNS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{slug}.part.npz"
    found.streets.save(unfinished)
    unfinished.replace(folder / f"{slug}.npz")
    if basemap is not None:
        unfinished = folder / f"{slug}.part.pmtiles"
        shutil.copyfile(basemap, unfinished)
        unfinished.replace(folder / f"{slug}.pmtiles")
    return _replace(slug, name, found, has_basemap=basemap is not None, at=at)


@unit_of_work
def _replace(slug: str, name: str, found: Extract, *, has_basemap: bool, at: datetime) -> Town:
    town, _is_new = Town.objects.update_or_create(
        slug=slug,
        defaults={
            "name": name,
            "licence": LICENCE,
            "south": found.south,
            "west": found.west,
            "north": found.north,
            "east": found.east,
            "graph": f"{slug}.npz",
            "basemap": f"{slug}.pmtiles" if has_basemap else "",
            "imported_at": at,
        },
    )
    TownAddress.objects.filter(town=town).delete()
    TownPlace.objects.filter(town=town).delete()
    TownAddress.objects.bulk_create(
        (
            TownAddress(
                town=town,
                street=address.street[:120],
                number=address.number[:16],
                locality=address.locality[:80],
                folded=normalise(address.street)[:200],
                lat=address.point.lat,
                lon=address.point.lon,
                is_interpolated=address.is_interpolated,
            )
            for address in found.addresses
        ),
        batch_size=ROWS_AT_ONCE,
    )
    TownPlace.objects.bulk_create(
        (
            TownPlace(
                town=town,
                name=place.name[:120],
                kind=place.kind[:40],
                address=place.address[:200],
                lat=place.point.lat,
                lon=place.point.lon,
            )
            for place in found.places
        ),
        batch_size=ROWS_AT_ONCE,
    )
    return town
