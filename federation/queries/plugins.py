"""Extensions as a co-op or the federation sees them: installed, reviewed, switched on."""

from dataclasses import dataclass

from federation.adapters.plugins import Installed, installed
from federation.models import PluginReview, PluginSwitch


@dataclass(frozen=True, slots=True)
class KnownPlugin:
    """An installed extension, the federation's last word on this build of it, and whether it is switched on here."""

    plugin: Installed
    review: PluginReview | None
    is_on: bool

    @property
    def is_allowed(self) -> bool:
        """Reviewed, in this very build, and not changed since it was installed."""
        return bool(self.review and self.review.is_allowed and self.plugin.is_intact)

    @property
    def may_run(self) -> bool:
        return self.is_allowed and self.is_on


def plugins() -> list[KnownPlugin]:
    """Every installed extension, in the scope of a co-op or of the federation."""
    found = installed()
    switches = {row.name: row.is_on for row in PluginSwitch.objects.order_by("switched_at", "id")}
    reviews: dict[tuple[str, str, str], PluginReview] = {}
    rows = PluginReview.objects.filter(name__in=[one.name for one in found])
    for row in rows.order_by("reviewed_at", "id"):
        reviews[row.name, row.version, row.record_sha256] = row
    return [
        KnownPlugin(
            one, reviews.get((one.name, one.version, one.record_sha256)), switches.get(one.name, False)
        )
        for one in found
    ]


def plugin_called(name: str) -> KnownPlugin | None:
    return next((one for one in plugins() if one.plugin.name == name), None)
