"""What services about a member's work stand on: the member's row locked, the months that are still open."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from members.models import MemberWorker, PayRun


def locked_member(member_id: UUID) -> MemberWorker:
    """The member's row, so that two who change their contracts or absences wait for each other. Raises NotFound."""
    rows = MemberWorker.objects.select_for_update(of=("self",), no_key=True)
    member = rows.filter(pk=member_id).first()
    if member is None:
        raise NotFound("no_member", _("There is no such member."))
    return member


def check_open(first: date, last: date | None = None) -> None:
    """Raises NotAllowedNow when a month from `first` to `last` (None: and ever after) has an approved pay run.

    Locks the months' runs, so that none is approved meanwhile.
    """
    runs = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(month__gte=first.replace(day=1))
    if last is not None:
        runs = runs.filter(month__lte=last)
    closed = [run.month for run in runs.order_by("month") if run.is_approved]
    if closed:
        raise NotAllowedNow(
            "month_closed",
            _(
                "The pay of %(month)s is approved and does not change any more. "
                "Enter what it changes as a variable of %(next)s."
            ),
            month=date_format(closed[0], "F Y"),
            next=date_format(last_of_month(closed[-1]) + timedelta(days=1), "F Y"),
        )


def check_not_own(member: MemberWorker, by: Actor) -> None:
    """Raises NotAllowedNow when somebody would decide for themselves."""
    if by == Actor.person(member.user_id):
        raise NotAllowedNow("own_matter", _("Somebody else decides about your own: ask them."))
