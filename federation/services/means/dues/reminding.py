"""The co-op's treasurers are written to: a base to share, or dues that are overdue. Nobody else is told."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cooperatives.domain.roles import Role
from cooperatives.queries.access import people_with
from cooperatives.queries.here import cooperative_here
from federation.queries.means.dues.calls import own_accounts
from federation.queries.means.dues.own import periods_to_share


def remind_of_dues(*, at: datetime) -> int:
    """Write to the treasurers of the co-op in scope, if anything waits for them. Returns how many were written to."""
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    to_share = [str(period) for period in periods_to_share(today)]
    overdue = [str(one.standing) for one in own_accounts() if one.days_late(today)]
    if not to_share and not overdue:
        return 0
    people = people_with([Role.TREASURER], on=today)
    for person in people:
        with override(person.locale or here.locale):
            lines = []
            if to_share:
                lines.append(
                    _("The figure your dues are reckoned from is not shared yet: %(periods)s.")
                    % {"periods": ", ".join(to_share)}
                )
            if overdue:
                lines.append(_("Overdue calls: %(numbers)s.") % {"numbers": ", ".join(overdue)})
            lines.append(settings.PUBLIC_URL + reverse("dues", args=[here.slug]))
            send_mail(_("Dues of the federation"), "\n\n".join(lines) + "\n", None, [person.email])
    return len(people)
