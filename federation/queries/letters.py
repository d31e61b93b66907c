"""What a letter of the co-op in scope is filled with, by which template; and the letters printed so far.

All in the co-op's own language and words: a letter leaves the house in its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotFound
from coopplatform.web import formats
from coopplatform.web.words import sent_in
from federation.domain.commons.runtime import filled_body
from federation.domain.letters import LETTERS, Letter, Template, house_template
from federation.models import PrintedLetter
from federation.queries.commons.ruling import Ruling, ruling
from members.queries.assemblies import motions_of, next_assembly
from members.queries.contracts import contracts_of, everyone_employed, member_here
from members.queries.shares import capital_account

KIND = "document_template"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Ruled:
    """A kind of letter, the template that rules it, and by which decision; None where it is the house's own."""

    letter: Letter
    template: Template
    ruling: Ruling | None

    @property
    def name(self) -> str:
        return f"{self.ruling.entry.name} {self.ruling.known.version.number}" if self.ruling else ""


def ruled(code: str) -> Ruled:
    """By which template a kind of letter is printed now. Raises KeyError for a letter there is none of."""
    letter = LETTERS[code]
    found = ruling(KIND, code)
    if found is None:
        return Ruled(letter, house_words(letter), None)
    document = found.known.document
    body = filled_body(document, found.decision.values)
    return Ruled(letter, template_of(body, document.sha256), found)


def house_words(letter: Letter) -> Template:
    here = cooperative_here()
    with sent_in(here.locale, here.words):
        return house_template(letter, _(letter.title), _(letter.text))


def template_of(body: Mapping[str, Any], sha256: str) -> Template:
    """Of a template's body with its values, and its version's fingerprint."""
    return Template(str(body["title"]), str(body["text"]).strip(), sha256)


def people(on: date) -> list[tuple[str, str]]:
    """Id and name of whom a letter may be for: those who work here first."""
    return [(str(one.member.pk), one.member.name) for one in everyone_employed(on)]


def values_for(member_id: UUID, on: date) -> dict[str, str]:
    """Every place the platform can fill for a member, in words; empty where it does not know. Raises NotFound."""
    here, member = cooperative_here(), member_here(member_id)
    if member is None:
        raise NotFound("no_member", _("There is no such member."))
    contract, account = _contract(member_id, on), capital_account(member_id)
    with sent_in(here.locale, here.words):
        values = {
            "cooperative": here.name,
            "town": here.town.replace("-", " ").title(),
            "address": here.address,
            "registration": here.registration_number,
            "member": member.name,
            "role": "",
            "date": _day(on),
        }
        if contract is not None:
            values |= {
                "role": contract.job_title or contract.grid_class,
                "since": _day(contract.started_on),
                "until": _day(contract.ended_on) if contract.ended_on else _("none, it has no end"),
                "contract": contract.get_kind_display(),
                "weekly_hours": _hours(contract.weekly_minutes),
                "hourly_pay": formats.money(contract.hourly_cents, here.currency),
            }
        if account is not None and account.units:
            values |= {
                "shares": formats.number(account.units),
                "share_value": formats.money(account.nominal_cents, here.currency),
                "subscribed": formats.money(account.subscribed_cents, here.currency),
                "paid_in": formats.money(account.paid_in_cents, here.currency),
                "outstanding": formats.money(account.outstanding_cents, here.currency),
            }
        values |= _meeting(on)
    return values


def _meeting(on: date) -> dict[str, str]:
    """The next assembly that is called, for its invitation."""
    coming = next_assembly(on)
    if coming is None:
        return {}
    moment = timezone.localtime(coming.held_at, cooperative_here().zone)
    return {
        "meeting_date": date_format(moment, "DATETIME_FORMAT"),
        "meeting_place": coming.place,
        "agenda": "\n".join(f"{one.number}. {one.text}" for one in motions_of(coming.pk)),
    }


def _contract(member_id: UUID, on: date) -> Any:
    """The one in force, else the next, else the last."""
    contracts = contracts_of(member_id)
    begun = [
        one for one in contracts if one.started_on <= on and (one.ended_on is None or one.ended_on >= on)
    ]
    coming = [one for one in reversed(contracts) if one.started_on > on]
    return next(iter([*begun, *coming, *contracts]), None)


def _hours(minutes: int) -> str:
    """35, or 17.5: as many decimals as they need."""
    return formats.number(minutes / 60, 0 if minutes % 60 == 0 else 2)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def printed_letters(on: date) -> list[tuple[PrintedLetter, str]]:
    """The newest first, each with the name of whom it is for."""
    names = dict(people(on))
    rows = PrintedLetter.objects.order_by("-printed_at")[:SHOWN]
    return [(row, names.get(str(row.member_id), "–")) for row in rows]


def printed_letter(letter_id: UUID) -> PrintedLetter | None:
    return PrintedLetter.objects.select_related("decision").filter(pk=letter_id).first()
