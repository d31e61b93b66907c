"""How incidents read: reasons, priorities, what is suggested; and what a courier may say at a stop."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopplatform.kernel.text import Sentence
from coopplatform.web.formats import number
from coopplatform.web.wording import write
from deliveries.domain.incidents import REASONS, Decision, Priority, Reason, Suggestion
from deliveries.models import Incident
from deliveries.queries.incidents import Offers, answers_to, incidents_of_courier, offers_of
from deliveries.queries.reasons import reasons_of

PRIORITIES = {
    Priority.URGENT: gettext_lazy("Urgent"),
    Priority.USUAL: gettext_lazy("Usual"),
    Priority.LATER: gettext_lazy("Can wait"),
}
FIRST = 6
"""So many reasons stand on the sheet at once."""
REMEMBERED = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    words: str
    wants_photo: bool


@dataclass(frozen=True, slots=True)
class Says:
    """What a courier may say at a stop of a store: its reasons, packages and supplements."""

    reasons: list[Choice]
    packages: tuple[tuple[str, str], ...]
    supplements: list[tuple[str, str]]

    @property
    def first(self) -> list[Choice]:
        return self.reasons[:FIRST]

    @property
    def more(self) -> list[Choice]:
        return self.reasons[FIRST:]


@dataclass(frozen=True, slots=True)
class Told:
    """An incident on the courier's day, and what became of it."""

    incident: Incident
    reason: str
    status: str
    words: str
    answer: str


def reason_words(code: str) -> str:
    """In the reader's language; a co-op's own reason is its own words."""
    return _(REASONS[code]) if code in REASONS else code


def choices_of(reasons: Collection[Reason]) -> list[Choice]:
    return [Choice(reason.code, reason_words(reason.code), reason.wants_photo) for reason in reasons]


def says_of(store_ids: Collection[UUID]) -> dict[UUID, Says]:
    """By store. Three queries, whatever their number; none for none."""
    if not store_ids:
        return {}
    reasons, offers = reasons_of(store_ids), offers_of(store_ids)
    return {
        key: Says(choices_of(reasons[key]), offers[key].packages, _labels(offers[key])) for key in store_ids
    }


def incidents_told_by(courier_id: UUID, at: datetime) -> list[Told]:
    """Of the last hours, with what became of them."""
    found = incidents_of_courier(courier_id, at - REMEMBERED)
    answers = answers_to(found) if found else {}
    told = []
    for incident in found:
        answer = answers.get(incident.pk)
        status, words = decided(incident)
        told.append(
            Told(incident, reason_words(incident.reason), status, words, answer.words if answer else "")
        )
    return told


def decided(incident: Incident) -> tuple[str, str]:
    """Its mark and word: of the suggestion, where there is one, else of the incident."""
    match incident.decision:
        case Decision.OPEN:
            return "waiting", _("waits for an answer")
        case Decision.ACCEPTED:
            return "done", _("suggestion accepted")
        case Decision.REJECTED:
            return "cancelled", _("suggestion turned down")
    return ("sent", _("told")) if incident.is_open else ("done", _("settled"))


def suggested_lines(suggestion: Suggestion, offers: Offers) -> list[str]:
    """One line for each thing that is other than ordered."""
    lines = []
    if suggestion.bags is not None:
        lines.append(ngettext("%(n)s bag", "%(n)s bags", suggestion.bags) % {"n": suggestion.bags})
    names = dict(offers.packages)
    lines += [f"{count} × {names.get(code, code)}" for code, count in suggestion.packages]
    if suggestion.grams is not None:
        lines.append(_("%(kilos)s kg") % {"kilos": number(suggestion.grams / 1000, 1)})
    if suggestion.before:
        after = f"{suggestion.after:%H:%M}–" if suggestion.after else ""
        window = f"{after}{suggestion.before:%H:%M}"
        lines.append(_("To be handed over: %(window)s") % {"window": window})
    labels = dict(_labels(offers))
    for key, count in suggestion.supplements:
        lines.append(
            _("Supplement: %(count)s × %(name)s")
            % {"count": count, "name": labels.get(key, _("unknown now"))}
        )
    return lines


def _labels(offers: Offers) -> list[tuple[str, str]]:
    return [(key, _label(label)) for key, label in offers.supplements]


def _label(label: Any) -> str:
    return write(label) if isinstance(label, Sentence) else str(label)
