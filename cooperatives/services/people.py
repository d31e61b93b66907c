"""Bringing a person in."""

from datetime import date

from cooperatives.domain.roles import Role
from cooperatives.models import Membership, User
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work


@unit_of_work
def invite(*, email: str, name: str, by: Actor, password: str | None = None, locale: str = "") -> User:
    """The account of that e-mail, made if need be; without a password they come by magic link.

    Raises Invalid for an address that is none.
    """
    return account_for(email=email, name=name, password=password, locale=locale)


def account_for(*, email: str, name: str, password: str | None = None, locale: str = "") -> User:
    """`invite` inside another service's unit of work."""
    require_unit_of_work()
    if "@" not in email:
        raise Invalid("bad_email", _("This is not an e-mail address."), field="email")
    known = User.objects.filter(email=email.lower()).first()
    return known or User.objects.create_user(email, password, name=name, locale=locale)


def take_role(*, user: User, role: Role, started_on: date) -> Membership:
    """The person is that in the co-op in scope, inside a unit of work; taking a role twice changes nothing."""
    require_unit_of_work()
    membership, _created = Membership.objects.get_or_create(
        user=user, role=role, ended_on=None, defaults={"started_on": started_on}
    )
    return membership


def leave_role(*, user_id: int, role: Role, on: date) -> None:
    """The person is no longer that from the day after `on`, inside a unit of work."""
    require_unit_of_work()
    Membership.objects.filter(user=user_id, role=role, ended_on=None).update(ended_on=on)
