"""Extensions are reviewed by the federation, switched on by a co-op, and run only then."""

import logging
from datetime import date, datetime

from coopplatform.contracts.commons import PluginReviewed, PluginSwitched
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.plugins import MonthFacts, Report, checked_report
from federation.domain.statistics.figures import MonthFigures
from federation.models import PluginReview, PluginSwitch
from federation.queries.contributions import month_figures
from federation.queries.plugins import KnownPlugin, plugin_called
from federation.services.here import require_federation

log = logging.getLogger(__name__)

LEAST_WORDS = 20


@unit_of_work
def review_plugin(
    *, name: str, record_sha256: str, is_allowed: bool, words: str, by: Actor, at: datetime
) -> PluginReview:
    """The federation's word on the build that is installed. In its scope.

    Raises NotFound; NotAllowedNow when another build is installed than was read; Invalid for too few words.
    """
    require_federation()
    known = _known(name)
    if known.plugin.record_sha256 != record_sha256:
        raise NotAllowedNow("other_build", _("Another build is installed now: read that one."))
    if len(words.strip()) < LEAST_WORDS:
        raise Invalid(
            "too_few_words",
            _("Say what you looked at and why, in at least %(least)s characters."),
            field="words",
            least=LEAST_WORDS,
        )
    review = PluginReview.objects.create(
        name=name,
        version=known.plugin.version,
        record_sha256=record_sha256,
        is_allowed=is_allowed,
        words=words.strip()[:4000],
        reviewed_by=str(by),
        reviewed_at=at,
    )
    record(PluginReviewed(review_id=review.pk, is_allowed=is_allowed, occurred_at=at), by=by)
    return review


@unit_of_work
def switch_plugin(*, name: str, is_on: bool, by: Actor, at: datetime) -> PluginSwitch:
    """On or off for the co-op in scope. Raises NotFound; NotAllowedNow for one that may not run."""
    known = _known(name)
    if is_on:
        _check_allowed(known)
    switch = PluginSwitch.objects.create(name=name, is_on=is_on, switched_by=str(by), switched_at=at)
    record(PluginSwitched(switch_id=switch.pk, is_on=is_on, occurred_at=at), by=by)
    return switch


def plugin_report(*, name: str, month: date) -> Report:
    """What an extension makes of a month of the co-op in scope. Loaded here and nowhere else.

    Raises NotFound; NotAllowedNow for one that may not run or is not switched on, and before the month is paid; Invalid
    where it fails or answers no report.
    """
    known = _known(name)
    _check_allowed(known)
    if not known.is_on:
        raise NotAllowedNow("plugin_off", _("Switch this extension on first."))
    figures = month_figures(month)
    facts = MonthFacts(
        cooperative=figures.cooperative,
        currency=figures.currency,
        month=month,
        deliveries=_sum(figures, "deliveries_"),
        ridden_metres=_sum(figures, "metres_"),
        on_time=figures.values["on_time"] or 0,
        paid_seconds=figures.values["paid_seconds"] or 0,
        gross_pay_cents=figures.values["gross_pay_cents"] or 0,
        value_cents=figures.values["sales_cents"] or 0,
    )
    try:
        return checked_report(known.plugin.load()(facts))
    except DomainError:
        raise
    except Exception as problem:
        log.exception("The extension %s failed", name)
        raise Invalid(
            "plugin_failed", _("The extension failed. It is noted for the federation; nothing was changed.")
        ) from problem


def _sum(figures: MonthFigures, beginning: str) -> int:
    """Of all fields whose names begin so."""
    return sum(value or 0 for code, value in figures.values.items() if code.startswith(beginning))


def _known(name: str) -> KnownPlugin:
    known = plugin_called(name)
    if known is None:
        raise NotFound("no_plugin", _("There is no such extension."))
    return known


def _check_allowed(known: KnownPlugin) -> None:
    if known.review is None or not known.review.is_allowed:
        raise NotAllowedNow("plugin_not_reviewed", _("The federation has not allowed this build of it."))
    if not known.plugin.is_intact:
        raise NotAllowedNow(
            "plugin_changed", _("Its files are not those that were reviewed any more: it is not loaded.")
        )
