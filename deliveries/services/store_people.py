"""Who works in a store, and what they may do there. A store always keeps someone who runs it."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.services.people import account_for, leave_role, take_role
from coopplatform.contracts.ordering import StoreStaffChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.store_roles import StoreRole
from deliveries.models import StoreStaff
from deliveries.services.quoting import store_called


@unit_of_work
def bring_in(
    *, store_id: UUID, email: str, name: str, role: StoreRole, by: Actor, at: datetime
) -> StoreStaff:
    """Someone joins the store; who has no account yet gets one, and comes in by a link in an e-mail.

    Bringing in who is there already changes what they may do. Raises NotFound, Invalid for an address that is
    none; NotAllowedNow when nobody would run the store any more.
    """
    store = store_called(store_id)
    user = account_for(email=email, name=name.strip() or email.partition("@")[0])
    take_role(user=user, role=Role.STORE_STAFF, started_on=timezone.localdate(at))
    member, is_new = StoreStaff.objects.get_or_create(store=store, user=user, defaults={"role": role})
    if not is_new:
        _keep_a_manager(member, role)
        member.role = role
        member.save(update_fields=["role"])
    record(StoreStaffChanged(store_id=store.pk, person_id=user.pk, occurred_at=at), by=by)
    return member


@unit_of_work
def change_store_role(
    *, store_id: UUID, staff_id: UUID, role: StoreRole, by: Actor, at: datetime
) -> StoreStaff:
    """Raises NotFound; NotAllowedNow when nobody would run the store any more."""
    member = _locked(store_id, staff_id)
    _keep_a_manager(member, role)
    member.role = role
    member.save(update_fields=["role"])
    record(StoreStaffChanged(store_id=store_id, person_id=member.user_id, occurred_at=at), by=by)
    return member


@unit_of_work
def let_go(*, store_id: UUID, staff_id: UUID, by: Actor, at: datetime) -> None:
    """They no longer order for this store, and are out of the co-op when it was their only one.

    Raises NotFound; NotAllowedNow when nobody would run the store any more.
    """
    member = _locked(store_id, staff_id)
    _keep_a_manager(member, None)
    user_id = member.user_id
    member.delete()
    if not StoreStaff.objects.filter(user=user_id).exists():
        leave_role(user_id=user_id, role=Role.STORE_STAFF, on=timezone.localdate(at))
    record(StoreStaffChanged(store_id=store_id, person_id=user_id, occurred_at=at), by=by)


def _locked(store_id: UUID, staff_id: UUID) -> StoreStaff:
    """All of the store's people are locked, so that two who leave at once do not leave it to nobody."""
    people = {
        member.pk: member
        for member in StoreStaff.objects.select_for_update(of=("self",)).filter(store=store_id).order_by("pk")
    }
    if staff_id not in people:
        raise NotFound("no_staff", _("This person is not on the store's staff."))
    return people[staff_id]


def _keep_a_manager(member: StoreStaff, role: StoreRole | None) -> None:
    others = StoreStaff.objects.filter(store=member.store_id, role=StoreRole.MANAGER).exclude(pk=member.pk)
    if member.role == StoreRole.MANAGER and role != StoreRole.MANAGER and not others.exists():
        raise NotAllowedNow(
            "last_manager", _("Nobody would run the store any more: make someone else its manager first.")
        )
