"""What a month's pay holds, for the payroll provider and the bank: variables as CSV or JSON, wages as pain.001."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.web.tables import csv_file
from members.permissions import can_compute_payslips
from members.queries.pay import pay_run, payment_file
from members.queries.payroll_export import payroll_variables


@allow(can_compute_payslips)
def variables_csv(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """One row a member and element, amounts with a decimal point: what Silae, PayFit or a firm types in."""
    rows = _rows(run_id)
    head = tuple(rows[0]) if rows else ("member",)
    return csv_file(f"payroll-variables-{_month(run_id)}.csv", head, [tuple(row.values()) for row in rows])


@allow(can_compute_payslips)
def variables_json(request: TenantRequest, run_id: UUID) -> HttpResponse:
    body = {"cooperative": request.cooperative.slug, "month": _month(run_id), "variables": _rows(run_id)}
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="payroll-variables-{_month(run_id)}.json"'
    return response


@allow(can_compute_payslips)
def bank_file(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """The run's credit transfers, as they were made."""
    made = payment_file(run_id)
    if made is None:
        raise Http404
    response = HttpResponse(made.xml, content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="wages-{_month(run_id)}.xml"'
    return response


def _rows(run_id: UUID) -> list[dict[str, Any]]:
    return payroll_variables(run_id)


def _month(run_id: UUID) -> str:
    found = pay_run(run_id)
    if found is None:
        raise Http404
    return f"{found.month:%Y-%m}"
