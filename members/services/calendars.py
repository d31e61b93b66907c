"""The secret address of a member's calendar: made when they want one, worthless once they close it."""

from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.ids import secret_token
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.models import MemberWorker


@unit_of_work
def open_calendar(*, member_id: UUID, by: Actor) -> str:
    """A new secret for the member's feed; an older address shows nothing from now on. Raises NotFound."""
    token = secret_token()
    _set(member_id, token)
    return token


@unit_of_work
def close_calendar(*, member_id: UUID, by: Actor) -> None:
    """No address opens the member's feed any more. Twice changes nothing. Raises NotFound."""
    _set(member_id, "")


def _set(member_id: UUID, token: str) -> None:
    if not MemberWorker.objects.filter(pk=member_id).update(calendar_token=token):
        raise NotFound("no_member", _("There is no such member."))
