"""The pay of hours as they were worked, as lines of a statement: what countries without a monthly salary start from."""

from coopplatform.kernel.text import Sentence, _
from members.domain.pay.gross import PayslipDraft, compute
from members.domain.pay.hours import Contract, Hours
from members.domain.pay.parameters import PayParameters
from members.domain.pay.statement import Item, Statement
from members.domain.pay.work_month import Extra, Variable, WorkMonth

GROSS_LABELS = {
    Extra.BONUS: _("Bonus"),
    Extra.WORK_SHARE: _("Work share of the surplus"),
    Extra.CORRECTION: _("Pay of an earlier month, put right"),
    Extra.SUPPLEMENT: _("Supplement of the charter"),
}
TAKEN_BACK = _("Pay of an earlier month, taken back")
NET_LABELS = {
    Extra.TIPS: (_("Tips"), 1),
    Extra.EXPENSES: (_("Expenses refunded"), 1),
    Extra.BIKE_KILOMETRES: (_("Own bike, kilometres"), 1),
    Extra.ADVANCE: (_("Advance already paid"), -1),
    Extra.SHARE_INSTALMENT: (_("Instalment on shares"), -1),
}


def worked_pay(month: WorkMonth, parameters: PayParameters) -> tuple[PayslipDraft, tuple[Item, ...]]:
    """The hours sorted and paid under the last contract of the month, and the items of the gross.

    Raises Invalid for a contract out of range.
    """
    terms = month.terms_on(month.last)
    assert terms is not None
    rate = max(terms.hourly_cents, terms.minimum_cents)
    draft = compute(
        Contract(terms.weekly_minutes, rate, month.currency),
        Hours(month.spans, month.timezone, month.month, month.corrected),
        parameters,
    )
    hours = tuple(
        Item(
            line.code,
            line.label,
            line.cents,
            line.formula,
            (line.source,),
            hours=f"{line.seconds / 3600:.2f}",
            rate_cents=line.hourly_cents,
            percent=line.percent,
        )
        for line in draft.lines
    )
    return draft, hours + tuple(
        _extra(variable, TAKEN_BACK if variable.cents < 0 else GROSS_LABELS[variable.kind], 1)
        for variable in month.variables
        if variable.kind in GROSS_LABELS and variable.cents
    )


def net_items(month: WorkMonth) -> tuple[Item, ...]:
    """What is paid or kept back besides wages."""
    return tuple(
        _extra(variable, *NET_LABELS[variable.kind])
        for variable in month.variables
        if variable.kind in NET_LABELS and variable.cents
    )


def gross_only(month: WorkMonth, parameters: PayParameters) -> Statement:
    """A statement that stops at the gross, and says so."""
    draft, items = worked_pay(month, parameters)
    return Statement(
        month.currency, draft.seconds, draft.seconds, items, draft.left_out, net_items=net_items(month)
    )


def _extra(variable: Variable, label: str, sign: int) -> Item:
    formula = Sentence(variable.note.replace("%", "%%")) if variable.note else Sentence(_("as entered"))
    return Item(
        variable.kind.value, Sentence(label), sign * variable.cents, formula, (_("Decision of the co-op"),)
    )
