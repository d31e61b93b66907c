"""Whoever has to act on the account of an exit is written to: a co-op to sign, the federation to confirm or answer."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from cooperatives.domain.roles import Role
from cooperatives.queries.access import people_with
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import Sentence, _
from coopplatform.web.wording import write
from federation.models import ExitSettlement
from federation.queries.means.leaving import settlement_called

DRAWN_UP = _("The account of our exit is drawn up. Read it, sign it or say what is wrong:")
AGREED = _("Both sides agreed to the account of our exit. What is to be paid, and when:")
SIGNED = _("%(name)s signed the account of its exit. A second person reads it and confirms it:")
CONTESTED = _("%(name)s contests the account of its exit. Read why, and draw it up anew:")


def tell_of_settlement(*, settlement_id: UUID, at: datetime) -> int:
    """Write to who acts next in the scope this runs in. Returns how many; nobody where it was drawn up anew since."""
    here, row = cooperative_here(), settlement_called(settlement_id)
    if row is None or ExitSettlement.objects.filter(transition=row.transition, turn__gt=row.turn).exists():
        return 0
    is_house = here.kind == "federation"
    said = _at_the_house(row) if is_house else _at_home(row)
    if said is None:
        return 0
    address = (
        reverse("federation-leaving-account", args=[here.slug, row.member.slug])
        if is_house
        else reverse("leaving", args=[here.slug])
    )
    roles = [Role.TREASURER, Role.BOARD] if is_house else [Role.TREASURER, Role.COOP_ADMIN]
    people = people_with(roles, on=timezone.localdate(at, here.zone))
    for person in people:
        with override(person.locale or here.locale):
            text = f"{write(said)}\n\n{settings.PUBLIC_URL}{address}\n"
            send_mail(gettext("Account at an exit"), text, None, [person.email])
    return len(people)


def _at_home(row: ExitSettlement) -> Sentence | None:
    if getattr(row, "agreed", None) is not None:
        return Sentence(AGREED)
    return Sentence(DRAWN_UP) if getattr(row, "answer", None) is None else None


def _at_the_house(row: ExitSettlement) -> Sentence | None:
    answer = getattr(row, "answer", None)
    if answer is None or getattr(row, "agreed", None) is not None:
        return None
    return Sentence(SIGNED if answer.is_agreed else CONTESTED, {"name": row.member.name})
