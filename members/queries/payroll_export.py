"""A run's payslips as the elements a payroll provider asks for: hours by kind, absences, bonuses, expenses."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from coopplatform.kernel.text import Sentence
from members.models import Payslip
from members.queries.pay import payslips_of_run


def payroll_variables(run_id: UUID) -> list[dict[str, Any]]:
    """By name, one row an element; amounts in units with a decimal point. Labels are English msgids, codes stable."""
    return [row for slip in payslips_of_run(run_id) for row in _of_one(slip)]


def _of_one(slip: Payslip) -> Iterator[dict[str, Any]]:
    for part in ("items", "net_items"):
        for item in slip.statement[part]:
            yield {
                "member": slip.member.code,
                "name": slip.member.name,
                "month": f"{slip.run.month:%Y-%m}",
                "element": item["code"],
                "label": str(Sentence.from_json(item["label"])),
                "hours": item["hours"],
                "percent": item["percent"] or "",
                "amount": f"{item['cents'] / 100:.2f}",
                "after_tax": part == "net_items",
            }
