"""Signing, changing and ending contracts. Those of one member never overlap."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.services.people import account_for, take_role
from coopplatform.contracts.working import ContractEnded, ContractSigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.contracts import Terms, check_terms, overlapping, sensible
from members.models import Contract, MemberWorker
from members.queries.contracts import rules_on
from members.services.guarding import check_open, locked_member

A_DAY = timedelta(days=1)


@unit_of_work
def employ(*, email: str, name: str, code: str, terms: Terms, by: Actor, at: datetime) -> MemberWorker:
    """A person is hired: their account (they come by magic link), their role as courier, their first contract.

    Raises Invalid for a bad address, a code already worn, somebody who works here already, or terms that may not
    be signed; NotAllowedNow when the contract reaches into a month whose pay is approved.
    """
    code = code.strip().upper()
    if len(code) != 2 or not code.isalnum():
        raise Invalid("bad_code", _("A code is two letters or digits."), field="code")
    if MemberWorker.objects.filter(code=code).exists():
        raise Invalid(
            "code_taken",
            _("Another worker wears %(letters)s: choose two other letters."),
            field="code",
            letters=code,
        )
    _check(terms, at)
    user = account_for(email=email, name=name)
    if known := MemberWorker.objects.filter(user=user).first():
        raise Invalid(
            "works_here",
            _("%(name)s works here already: sign another contract on their page."),
            field="email",
            name=known.name,
        )
    take_role(user=user, role=Role.COURIER, started_on=terms.started_on)
    member = MemberWorker.objects.create(user=user, name=name, code=code, joined_on=terms.started_on)
    _sign(member, terms, by, at)
    return member


@unit_of_work
def change_contract(*, member_id: UUID, terms: Terms, by: Actor, at: datetime) -> Contract:
    """The member works on other terms from a day on; the contract then in force ends the day before.

    Somebody who had left comes back. Raises NotFound; Invalid for terms that may not be signed or that overlap a
    later contract; NotAllowedNow when the change reaches into a month whose pay is approved.
    """
    member = locked_member(member_id)
    _check(terms, at)
    for old in list(member.contracts.filter(started_on__lt=terms.started_on)):
        if old.ended_on is None or old.ended_on >= terms.started_on:
            old.ended_on = terms.started_on - A_DAY
            old.save(update_fields=["ended_on"])
    others = list(member.contracts.values_list("started_on", "ended_on"))
    if overlapping((terms.started_on, terms.ended_on), others):
        raise Invalid(
            "contract_overlaps",
            _("Another contract begins on that day or later: end this one before it, or begin after it."),
            field="started_on",
        )
    if member.left_on is not None:
        member.left_on = None
        member.save(update_fields=["left_on"])
        take_role(user=member.user, role=Role.COURIER, started_on=terms.started_on)
    return _sign(member, terms, by, at)


@unit_of_work
def end_contract(*, contract_id: UUID, ended_on: date, by: Actor, at: datetime) -> Contract:
    """The contract's last day. The member leaves then, unless another contract follows. Twice changes nothing.

    Raises NotFound; Invalid for a day before the contract's first or absurdly far; NotAllowedNow when the contract is
    over or the month after that day is closed.
    """
    found = Contract.objects.filter(pk=contract_id).first()
    if found is None:
        raise NotFound("no_contract", _("There is no such contract."))
    member = locked_member(found.member_id)
    contract = Contract.objects.get(pk=contract_id)
    today = timezone.localdate(at)
    sensible(ended_on, today=today, field="ended_on")
    if contract.ended_on == ended_on:
        return contract
    if ended_on < contract.started_on:
        raise Invalid("ends_before", _("The contract ends before it begins."), field="ended_on")
    if contract.ended_on is not None and contract.ended_on < ended_on:
        raise NotAllowedNow(
            "contract_ends_sooner",
            _("This contract ends before that day: sign another one to go on."),
            field="ended_on",
        )
    check_open(ended_on + A_DAY)
    contract.ended_on = ended_on
    contract.save(update_fields=["ended_on"])
    if not member.contracts.filter(started_on__gt=ended_on).exists():
        member.left_on = ended_on
        member.save(update_fields=["left_on"])
    event = ContractEnded(contract_id=contract.id, courier_id=member.id, last_on=ended_on, occurred_at=at)
    record(event, by=by)
    return contract


def _check(terms: Terms, at: datetime) -> None:
    today = timezone.localdate(at)
    sensible(terms.started_on, today=today, field="started_on")
    if terms.ended_on is not None:
        sensible(terms.ended_on, today=today, field="ended_on")
    check_terms(terms, rules_on(terms.started_on))
    check_open(terms.started_on)


def _sign(member: MemberWorker, terms: Terms, by: Actor, at: datetime) -> Contract:
    contract = Contract.objects.create(
        member=member,
        kind=terms.kind,
        job_title=terms.job_title,
        grid_class=terms.grid_class,
        short_hours_reason=terms.short_hours_reason,
        weekly_minutes=terms.weekly_minutes,
        hourly_cents=terms.hourly_cents,
        started_on=terms.started_on,
        ended_on=terms.ended_on,
    )
    event = ContractSigned(
        contract_id=contract.id, courier_id=member.id, first_on=terms.started_on, occurred_at=at
    )
    record(event, by=by)
    return contract
