"""A co-op asks to be admitted: written as a draft that stays with it, then handed in."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import ApplicationSubmitted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.papers import checked_pdf
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review.forms import forms_for
from federation.domain.review.membership import Action, State, check_reason, next_state
from federation.models import Application, ApplicationDraft
from federation.queries.membership import belonging, decided_state
from federation.services.here import require_cooperative
from federation.services.review.register import Said, enter, person_of

LONGEST = 8_000
LEAST_FOUNDERS = 2


@dataclass(frozen=True, slots=True)
class ApplicationSaid:
    """As the form says it: founders one a line; `statutes` is the PDF's name and content, None to keep it."""

    legal_form: str
    founders: str
    plan: str
    statutes: tuple[str, bytes] | None = None


@unit_of_work
def save_draft(*, said: ApplicationSaid, by: Actor, at: datetime) -> ApplicationDraft:
    """Keep what is written so far; nobody but the co-op sees it.

    Raises Invalid for a form of another country, a text that is too long or a paper that is no PDF; NotAllowedNow
    while an application is with the federation, or the co-op belongs.
    """
    _check_may_apply(at)
    here = cooperative_here()
    if said.legal_form and said.legal_form not in {form.code for form in forms_for(here.country)}:
        raise Invalid("bad_form", _("Choose one of the legal forms of your country."), field="legal_form")
    for field in ("founders", "plan"):
        if len(getattr(said, field)) > LONGEST:
            raise Invalid("too_long", _("Up to %(most)s characters."), field=field, most=LONGEST)
    draft = ApplicationDraft.objects.first() or ApplicationDraft()
    draft.legal_form, draft.founders, draft.plan = said.legal_form, said.founders.strip(), said.plan.strip()
    if said.statutes is not None:
        draft.statutes_name, draft.statutes = checked_pdf(*said.statutes, field="statutes")
    draft.saved_by, draft.saved_at = str(by), at
    draft.save()
    return draft


@unit_of_work
def submit_application(*, by: Actor, at: datetime) -> Application:
    """Hand the draft in: from here the federation sees it and has 45 days.

    Raises Invalid, at its field, for what is missing; NotAllowedNow as `save_draft`.
    """
    _check_may_apply(at)
    draft = ApplicationDraft.objects.first()
    if draft is None or draft.statutes is None:
        raise Invalid("no_statutes", _("Add your statutes as a PDF."), field="statutes")
    if not draft.legal_form:
        raise Invalid("no_form", _("Choose your legal form."), field="legal_form")
    if len(founders_of(draft.founders)) < LEAST_FOUNDERS:
        raise Invalid(
            "no_founders",
            _("Name at least %(least)s founders, one a line."),
            field="founders",
            least=LEAST_FOUNDERS,
        )
    plan = check_reason(draft.plan, field="plan")
    statutes = bytes(draft.statutes)
    application = Application.objects.create(
        legal_form=draft.legal_form,
        founders=draft.founders,
        plan=draft.plan,
        statutes_name=draft.statutes_name,
        statutes=statutes,
        statutes_sha256=hashlib.sha256(statutes).hexdigest(),
        submitted_by_id=person_of(by),
        submitted_at=at,
    )
    enter(cooperative_here(), Said(Action.APPLY, reason=plan, in_force_from=_today(at)), by=by, at=at)
    record(ApplicationSubmitted(application_id=application.pk, occurred_at=at), by=by)
    return application


@unit_of_work
def withdraw_application(*, reason: str, by: Actor, at: datetime) -> None:
    """The co-op takes its application back. Raises NotAllowedNow when there is none that is open."""
    require_cooperative()
    enter(cooperative_here(), Said(Action.WITHDRAW, reason=reason, in_force_from=_today(at)), by=by, at=at)


def founders_of(text: str) -> list[str]:
    """One a line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _check_may_apply(at: datetime) -> None:
    require_cooperative()
    next_state(decided_state(required()), Action.APPLY)
    if belonging(cooperative_here().slug, _today(at)) in (State.ADMITTED, State.OBSERVATION, State.SUSPENDED):
        raise NotAllowedNow("belongs_still", _("You belong to the federation until your last day."))


def _today(at: datetime) -> date:
    return timezone.localdate(at, cooperative_here().zone)
