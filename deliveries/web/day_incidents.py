"""Reporting from the courier's phone without a script: the same form as on the day, as a page of its own.

With its script the day sends the form as a tap, which also works without a network (`static_src/lib/day/incident.ts`).
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, Invalid, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _ as mark
from coopplatform.web.wording import explain
from deliveries.adapters.photos import MOST_BYTES, too_heavy
from deliveries.domain.incidents import MOST_PHOTOS, IncidentSaid, Suggestion, plain
from deliveries.domain.proof import Need
from deliveries.models import Task
from deliveries.permissions import can_complete_task
from deliveries.services.carrying import fail_task
from deliveries.services.incidents import report_incident
from deliveries.services.proofs import Sent, receive_file
from deliveries.web.incident_words import Says, says_of
from members.queries.roster import Worker, worker_of


@allow(can_complete_task)
@require_http_methods(["GET", "POST"])
def day_incident(request: TenantRequest, task_id: UUID) -> HttpResponse:
    """Something is wrong, or other than ordered: with photos and a suggestion, if the courier has one."""
    worker = worker_of(request.user.pk or 0)
    task = Task.objects.select_related("delivery__order__store").filter(pk=task_id).first()
    if worker is None or task is None:
        raise Http404
    order = task.delivery.order
    says = says_of([order.store_id])[order.store_id]
    context = {
        "worker": worker,
        "task": task,
        "order": order,
        "says": says,
        "told": request.POST if request.method == "POST" else request.GET,
        "problem": "",
    }
    if request.method == "GET":
        return render(request, "deliveries/day_incident.html", context)
    try:
        said = _said(request.POST, request.FILES.getlist("photos"), says)
        _report(request, worker, task, said)
    except NotFound:
        raise
    except DomainError as refused:
        context["problem"] = explain(refused)
        return render(request, "deliveries/day_incident.html", context, status=refused.status)
    messages.success(request, _("Kept; the dispatcher has been told."))
    return redirect("day", request.cooperative.slug)


def _report(request: TenantRequest, worker: Worker, task: Task, said: IncidentSaid) -> None:
    """First the photos, which may be refused, then what they are of."""
    by, at = actor_of(request), timezone.now()
    files = request.FILES.getlist("photos")
    for pk, file in zip(said.photos, files, strict=True):
        if (file.size or 0) > MOST_BYTES:
            raise too_heavy(file.size)
        sent = Sent(pk, worker.courier_id, Need.PHOTO, at)
        receive_file(sent=sent, content=file.read(), by=by, at=at)
    whose: dict[str, Any] = {"task_id": task.pk, "courier_id": worker.courier_id, "by": by, "at": at}
    if request.POST.get("fails"):
        fail_task(**whose, reason=said.reason, said=said)
    else:
        report_incident(**whose, said=said)


def _said(told: Any, files: list[UploadedFile], says: Says) -> IncidentSaid:
    """Raises Invalid for what the form should not say."""
    reason = next((one for one in says.reasons if one.code == told.get("reason")), None)
    if reason is None:
        raise Invalid("no_reason", mark("Choose what the problem is."), field="reason")
    if reason.wants_photo and not files:
        raise Invalid(
            "photo_wanted", mark("This reason needs a photo: take one, then send it."), field="photos"
        )
    if len(files) > MOST_PHOTOS:
        raise Invalid("too_many_photos", mark("Up to %(most)s photos, please."), most=MOST_PHOTOS)
    return IncidentSaid(
        reason=reason.code,
        description=plain(told.get("description")),
        suggestion=_suggestion(told, says),
        photos=tuple(uuid7() for _file in files),
    )


def _suggestion(told: Mapping[str, str], says: Says) -> Suggestion:
    return Suggestion.from_json(
        {
            "bags": told.get("bags"),
            "grams": _grams(told.get("kilos", "")),
            "packages": _counts(told, "package-", [code for code, _name in says.packages]),
            "supplements": _counts(told, "supplement-", [key for key, _label in says.supplements]),
            "after": told.get("after"),
            "before": told.get("before"),
        }
    )


def _counts(told: Mapping[str, str], prefix: str, keys: list[str]) -> list[tuple[str, str]]:
    return [(key, told[prefix + key]) for key in keys if told.get(prefix + key, "").strip()]


def _grams(kilos: str) -> int | None:
    """As typed, with a point or a comma."""
    if not kilos.strip():
        return None
    try:
        return int(Decimal(kilos.strip().replace(",", ".")) * 1000)
    except (InvalidOperation, ValueError, OverflowError) as wrong:
        unclear = mark("Write the weight as a number of kilos, like 12.5.")
        raise Invalid("weight_unclear", unclear, field="kilos") from wrong
