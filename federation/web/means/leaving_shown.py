"""The account of an exit as both sides read it: lines, sums, plan, signatures, and what is next."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.kernel.text import Sentence
from coopplatform.web.wording import write
from federation.domain.means.leaving import STATES, Account, Kind, State
from federation.queries.means.leaving import Standing
from federation.web.means.dues.showing import period_words
from members.web.forms import day_field

SHAPES = {
    State.PROPOSED: "waiting",
    State.CONTESTED: "late",
    State.SIGNED: "part",
    State.AGREED: "sent",
    State.SETTLED: "done",
    State.REPLACED: "done",
}


PERIODS = ("period", "base")


class MovedForm(forms.Form):
    """An instalment that was paid."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    paid_on = day_field(gettext_lazy("Paid on"))
    is_booked_elsewhere = forms.BooleanField(
        label=gettext_lazy("Booked already, from a bank statement"), required=False
    )


class ContestForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong, and what it should be"), widget=forms.Textarea(attrs={"rows": 3})
    )


def account_context(account: Account, *, here: str, earlier: str) -> dict[str, Any]:
    """`earlier` names the page of an earlier exit's account, in the co-op `here`: its line leads there."""
    return {
        "account": account,
        "lines": [
            (
                _words(line.words),
                line.cents,
                reverse(earlier, args=[here, line.of]) if line.kind is Kind.CARRIED else "",
            )
            for line in account.lines
        ],
        "is_nothing": not any(line.cents for line in account.lines),
        "owed_by_the_federation": -account.net_cents if account.net_cents < 0 else 0,
    }


def _words(said: Sentence) -> str:
    """With its periods in words."""
    params = {
        name: period_words(str(value)) if name in PERIODS else value for name, value in said.params.items()
    }
    return write(Sentence(said.message, params))


def standing_context(
    standing: Standing, today: date, done: dict[int, date], *, may_note: bool
) -> dict[str, Any]:
    """`done` are the instalments this side has noted, with their day; a form for each that it may note.

    Once a later exit took the plan up, that is only what the federation had noted before.
    """
    settlement, state = standing.settlement, standing.state
    is_running = standing.agreed is not None and standing.replaced_by is None
    plan = []
    for one in settlement.instalments if settlement else ():
        form = None
        if may_note and one.number not in done and (is_running or one.number in standing.paid):
            initial = {"number": one.number, "paid_on": today}
            form = MovedForm(initial=initial, auto_id=f"moved-{one.number}_%s")
        is_late = is_running and one.number not in done and one.due_on < today
        plan.append((one, done.get(one.number), is_late, form))
    return {
        "standing": standing,
        "row": standing.row,
        "answer": standing.answer,
        "agreed": standing.agreed,
        "state": state,
        "state_word": _(STATES[state]) if state else "",
        "state_shape": SHAPES[state] if state else "waiting",
        "plan": plan,
        "left": sum(abs(one.cents) for one, noted, *_more in plan if noted is None) if is_running else 0,
        "replaced_by": standing.replaced_by,
    }
