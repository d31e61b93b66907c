"""Who works in a store."""

from dataclasses import dataclass
from uuid import UUID

from cooperatives.queries.people import people
from deliveries.domain.store_roles import StoreRole
from deliveries.models import StoreStaff


@dataclass(frozen=True, slots=True)
class StaffMember:
    staff_id: UUID
    name: str
    email: str
    role: StoreRole


def people_of(store_id: UUID) -> list[StaffMember]:
    """By name. Two queries."""
    staff = list(StoreStaff.objects.filter(store=store_id))
    known = people({member.user_id for member in staff})
    found = [
        StaffMember(
            member.pk, known[member.user_id].name, known[member.user_id].email, StoreRole(member.role)
        )
        for member in staff
    ]
    return sorted(found, key=lambda member: member.name.casefold())
