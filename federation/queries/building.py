"""Every file of a quarter's release, built from what lies in the database without publishing it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from cooperatives.queries.directory import the_federation
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import scope
from federation.domain.release.files import release_files
from federation.domain.release.period import Quarter
from federation.queries.drafts import draft_of
from federation.queries.releases import release


@dataclass(frozen=True, slots=True)
class Built:
    body: dict[str, Any]
    files: dict[str, str]

    def write_to(self, folder: Path) -> None:
        """Each file byte for byte, in a folder that is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")


def built(period: str, version: int | None = None) -> Built:
    """A published version again, or what a new one would be, dated by its quarter's last day.

    Raises Invalid for what is no quarter, NotFound without that version, NotAllowedNow without a federation and as
    `draft_of` does.
    """
    quarter = Quarter.parse(period)
    if version is not None:
        known = release(period, version)
        if known is None:
            raise NotFound(
                "no_version", _("%(period)s has no version %(version)s."), period=period, version=version
            )
        return Built(known.body, release_files(known.body))
    federation = the_federation()
    if federation is None:
        raise NotAllowedNow("no_federation", _("No federation is founded here."))
    with scope(federation.pk):
        body = dict(draft_of(quarter, at=timezone.now()).body)
    # Dated by its quarter, not by today: the same contributions give the same bytes on any day.
    body["published_on"] = quarter.last.isoformat()
    return Built(body, release_files(body))
