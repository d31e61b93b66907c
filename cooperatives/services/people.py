"""Bringing a person in."""

from cooperatives.models import User
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work


@unit_of_work
def invite(*, email: str, name: str, by: Actor, password: str | None = None, locale: str = "") -> User:
    """The account of that e-mail, made if need be; without a password they come by magic link.

    Raises Invalid for an address that is none.
    """
    if "@" not in email:
        raise Invalid("bad_email", _("This is not an e-mail address."), field="email")
    known = User.objects.filter(email=email.lower()).first()
    return known or User.objects.create_user(email, password, name=name, locale=locale)
