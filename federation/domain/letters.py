"""The letters a co-op prints: which places each has, what the house writes, and a template with its places filled.

A place is filled from what the platform knows, or `typed` by whoever writes. A template of the commons takes the place
of the house's own; both are plain text with `{member}` and the like, and nothing that could run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coopplatform.kernel.text import Sentence, _
from federation.domain.commons.document import digest

PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
EVERYWHERE = ("cooperative", "town", "address", "registration", "member", "role", "date", "signatory")
WORDS = {
    "cooperative": _("name of the co-op"),
    "town": _("its town"),
    "address": _("its address"),
    "registration": _("its registration number"),
    "member": _("name of the member"),
    "role": _("what the member does"),
    "date": _("day of the letter"),
    "signatory": _("who signs"),
    "meeting_date": _("day of the meeting"),
    "meeting_place": _("place of the meeting"),
    "agenda": _("agenda"),
    "since": _("first day of the contract"),
    "until": _("last day of the contract, or that it has none"),
    "contract": _("kind of contract"),
    "weekly_hours": _("hours a week"),
    "hourly_pay": _("gross pay an hour"),
    "shares": _("number of shares"),
    "share_value": _("value of a share"),
    "subscribed": _("capital subscribed"),
    "paid_in": _("capital paid in"),
    "outstanding": _("capital still to pay"),
    "amount": _("an amount"),
    "deadline": _("a last day"),
    "text": _("text of the letter"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of letter: its places beside those of every letter, which of them are typed, and the house's words."""

    code: str
    label: str
    places: tuple[str, ...]
    typed: tuple[str, ...]
    title: str
    text: str

    @property
    def known(self) -> tuple[str, ...]:
        """Every place a template of it may have."""
        return (*EVERYWHERE, *self.places)


LETTERS: Mapping[str, Letter] = {
    one.code: one
    for one in (
        Letter(
            "employment",
            _("certificate of employment"),
            ("since", "until", "contract", "weekly_hours"),
            (),
            _("Certificate of employment"),
            _(
                "{cooperative}, {address}, certifies that {member} works for it as {role} since {since}.\n\n"
                "Contract: {contract}, {weekly_hours} hours a week.\n\n"
                "{date}\n\n{signatory}"
            ),
        ),
        Letter(
            "contract",
            _("letter of engagement"),
            ("since", "until", "contract", "weekly_hours", "hourly_pay"),
            (),
            _("Your contract with {cooperative}"),
            _(
                "{member},\n\n"
                "{cooperative} engages you as {role} from {since}; last day: {until}.\n\n"
                "Contract: {contract}, {weekly_hours} hours a week, {hourly_pay} gross an hour.\n\n"
                "{date}\n\n{signatory}"
            ),
        ),
        Letter(
            "shares",
            _("statement of shares"),
            ("shares", "share_value", "subscribed", "paid_in", "outstanding"),
            (),
            _("Your shares in {cooperative}"),
            _(
                "{member},\n\n"
                "On {date} you hold {shares} shares of {share_value}. Subscribed: {subscribed}. Paid in: {paid_in}."
                " Still to pay: {outstanding}.\n\n"
                "{signatory}"
            ),
        ),
        Letter(
            "invitation",
            _("invitation to the general meeting"),
            ("meeting_date", "meeting_place", "agenda"),
            ("meeting_date", "meeting_place", "agenda"),
            _("General meeting of {cooperative}"),
            _(
                "{member},\n\n"
                "The general meeting of {cooperative} is held on {meeting_date} at {meeting_place}.\n\n"
                "Agenda:\n{agenda}\n\n"
                "{date}\n\n{signatory}"
            ),
        ),
        Letter(
            "letter",
            _("other letter"),
            ("text", "amount", "deadline"),
            ("text", "amount", "deadline"),
            _("Letter of {cooperative}"),
            _("{member},\n\n{text}\n\n{date}\n\n{signatory}"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Template:
    """Title and text with their places; `sha256` is that of the version it is from, or of the house's words."""

    title: str
    text: str
    sha256: str

    @property
    def places(self) -> list[str]:
        """As they come, each once."""
        return list(dict.fromkeys(PLACE.findall(f"{self.title}\n{self.text}")))


@dataclass(frozen=True, slots=True)
class Written:
    """A letter with its places filled; `missing` are those nobody filled, which stay as `{name}`."""

    title: str
    text: str
    missing: tuple[str, ...]


def house_template(letter: Letter, title: str, text: str) -> Template:
    """The house's own, in the words of a language."""
    return Template(title, text, digest({"document": letter.code, "title": title, "text": text}))


def write(template: Template, values: Mapping[str, str]) -> Written:
    """Fill what is known; a value is text and is not looked at for places again."""
    filled = {name: value for name, value in values.items() if value.strip()}

    def of(text: str) -> str:
        return PLACE.sub(lambda found: filled.get(found[1], found[0]), text)

    missing = tuple(name for name in template.places if name not in filled)
    return Written(of(template.title), of(template.text).strip(), missing)


def said(names: tuple[str, ...]) -> list[Sentence]:
    """Places in words."""
    return [Sentence(WORDS[name]) for name in names]
