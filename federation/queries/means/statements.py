"""What was delivered for a client under a grant, from the rows that both sides read."""

from federation.domain.means.statements import Month, Served, months
from federation.domain.means.uses import UseState, UseStep
from federation.queries.means.grants import SeenGrant, SeenUse


def statement_of(seen: SeenGrant) -> list[Month]:
    """By month, the newest first: delivered and reported, accepted or not yet."""
    return months((served(one) for one in delivered(seen)), seen.terms.tariff)


def delivered(seen: SeenGrant) -> list[SeenUse]:
    return [one for one in seen.uses if one.state in (UseState.REPORTED, UseState.DONE)]


def served(use: SeenUse) -> Served:
    report = next(one for one in use.steps if one.step == UseStep.REPORTED)
    return Served(
        on=use.use.on,
        metres=int(report.body.get("metres", 0)),
        net_cents=report.cents,
        vat_cents=int(report.body.get("vat_cents", 0)),
    )
