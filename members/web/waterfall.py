"""The fall of bars of a payslip as two SVGs: standing bars for a desk, lying ones for a phone."""

from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coopplatform.web.formats import money
from members.domain.pay.waterfall import Step, steps
from members.models import Payslip

WIDTH, HEIGHT, HEAD, GAP = 1216, 230, 30, 10
LINE, PHONE_WIDTH, ROW, BAR = 17, 328, 44, 16
LABEL_WIDTH, WIDE_SLOT = 13, 1.4
COST, GROSS, NET = gettext_noop("Cost to the co-op"), gettext_noop("Gross"), gettext_noop("Net before tax")


def waterfall(slip: Payslip) -> dict[str, Any] | None:
    """What the template draws; None where the net is not computed."""
    if slip.net_before_tax_cents is None:
        return None
    found = steps(
        cost=(COST, slip.cost_cents),
        gross=(GROSS, slip.gross_cents),
        net=(NET, slip.net_before_tax_cents),
        contributions=slip.statement["contributions"],
    )
    top = max(step.high for step in found) or 1
    return {
        "width": WIDTH,
        "height": HEAD + HEIGHT + 3 * LINE + 8,
        "base": HEAD + HEIGHT,
        "bars": _standing(found, top, slip.currency),
        "phone_width": PHONE_WIDTH,
        "phone_height": ROW * len(found),
        "rows": _lying(found, top, slip.currency),
    }


def _standing(found: list[Step], top: int, currency: str) -> list[dict[str, Any]]:
    weights = [WIDE_SLOT if step.kind in ("whole", "people") else 1.0 for step in found]
    unit, left = WIDTH / sum(weights), 0.0
    bars = []
    for n, (step, weight) in enumerate(zip(found, weights, strict=True)):
        slot = weight * unit
        high, low = HEAD + HEIGHT * (1 - step.high / top), HEAD + HEIGHT * (1 - step.low / top)
        end = low if step.kind == "taken" else high
        bars.append(
            {
                "kind": step.kind,
                "x": _px(left + GAP / 2),
                "width": _px(slot - GAP),
                "y": _px(high),
                "height": _px(max(low - high, 1)),
                "middle": _px(left + slot / 2),
                "amount_y": _px(high - 8),
                "link": None if n == len(found) - 1 else _px(end),
                "link_x": _px(left + slot - GAP / 2),
                "link_to": _px(left + slot + GAP / 2),
                "amount": _amount(step, currency),
                "words": [
                    {"text": text, "y": HEAD + HEIGHT + 20 + LINE * line}
                    for line, text in enumerate(wrap(_(step.label), LABEL_WIDTH)[:3])
                ],
            }
        )
        left += slot
    return bars


def _lying(found: list[Step], top: int, currency: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.kind,
            "label": _(step.label),
            "amount": _amount(step, currency),
            "text_y": n * ROW + 16,
            "y": n * ROW + 22,
            "height": BAR,
            "x": _px(PHONE_WIDTH * step.low / top),
            "width": _px(max(PHONE_WIDTH * (step.high - step.low) / top, 1)),
        }
        for n, step in enumerate(found)
    ]


def _px(value: float) -> str:
    """As SVG writes numbers, whatever the reader's language."""
    return f"{value:.1f}"


def _amount(step: Step, currency: str) -> str:
    """Signed where something is taken or given on the way."""
    return money(step.cents, currency, sign=step.kind in ("taken", "given"))
