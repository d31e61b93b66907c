"""Letters to the board about what is late, each in the reader's language."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from cooperatives.domain.roles import Role
from cooperatives.models import User
from cooperatives.queries.access import people_with
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import _
from federation.domain.review.deadlines import TITLES, Kind
from federation.models import Escalation
from federation.services.here import require_federation

log = logging.getLogger(__name__)

SUBJECT = _("%(count)s deadlines went by")
LINE = _("%(cooperative)s: %(what)s, until %(until)s")
BODY = _(
    "Hello,\n\nsilence decides nothing, so this comes to the board:\n\n%(lines)s\n\n"
    "It stands on the page of what is late."
)


def tell_board(told: Sequence[Escalation]) -> int:
    """One letter a board member with all of it; none where nothing is late. Returns how many were handed over."""
    require_federation()
    if not told:
        return 0
    here = cooperative_here()
    sent = 0
    for person in people_with([Role.BOARD], on=timezone.localdate(timezone=here.zone)):
        with override(person.locale or here.locale):
            sent += _post(person, told)
    return sent


def _post(person: User, told: Sequence[Escalation]) -> int:
    lines = "\n".join(
        gettext(LINE)
        % {
            "cooperative": row.member.name,
            "what": gettext(TITLES[Kind(row.kind)]) + (f" ({row.about})" if row.about else ""),
            "until": date_format(row.until, "j F Y"),
        }
        for row in told
    )
    message = EmailMessage(
        subject=gettext(SUBJECT) % {"count": len(told)},
        body=gettext(BODY) % {"lines": lines},
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
    )
    try:
        message.send()
    except (SMTPException, OSError) as problem:
        log.warning("The board's letter to %s was not sent: %s", person.pk, problem)
        return 0
    return 1
