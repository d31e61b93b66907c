"""The words of a call of dues on paper."""

from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperatives.queries.directory import the_federation
from coopplatform.paper import laid_out
from coopplatform.web import formats
from coopplatform.web.words import lawful_in
from federation.domain.means.dues_uses import USES, split
from federation.models import DuesCall
from federation.web.means.dues.showing import call_shown, day_words, group_words, period_words

LAYOUT = Path(__file__).with_name("dues.typ")


def rendered(call: DuesCall) -> bytes:
    """The PDF of a call or credit note: to whom, how much, line by line, until when, and what it pays for.

    It is the federation's paper: a co-op that reads it has no words of its own there.
    """
    with lawful_in(get_language() or "en"):
        return _drawn(call)


def _drawn(call: DuesCall) -> bytes:
    federation, shown = the_federation(), call_shown(call)
    uses = split(call.amount_cents, call.terms.terms.uses)
    words = {
        "lang": get_language() or "en",
        "title": (_("Credit note %(number)s") if call.is_credit else _("Call of dues %(number)s"))
        % {"number": call.number},
        "federation": federation.name if federation else "",
        "member": call.member.name,
        "facts": [
            [_("Period"), period_words(call.period)],
            [_("Issued on"), day_words(call.issued_on)],
            *([] if call.is_credit else [[_("Due on"), day_words(call.due_on)]]),
            [_("Kind of member"), group_words(call.group)],
            [_("Reckoned from"), shown.base],
            [_("Terms"), call.terms.minute],
        ],
        "steps": [[step.head, step.words, _money(step.cents, call)] for step in shown.steps],
        "total": [_("Amount"), _money(call.amount_cents, call)],
        "uses_title": _("What it pays for"),
        "uses": [[_(USES[code]), _money(cents, call)] for code, cents in uses.items() if cents],
        "note": _("Dues are no sale: no VAT is charged on them here. SHA-256 of this call: %(sha256)s")
        % {"sha256": call.sha256},
    }
    return laid_out(LAYOUT, words)


def _money(cents: int, call: DuesCall) -> str:
    return formats.money(cents, call.currency)
