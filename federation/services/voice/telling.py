"""Whoever signed a position is written to when a figure it cites was revised."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cooperatives.domain.roles import Role
from cooperatives.queries.access import people_with
from cooperatives.queries.here import cooperative_here
from coopplatform.tenancy.scope import required
from federation.models import CitationRevised
from federation.queries.voice.positions import signed_by


def tell_of_revision(*, revision_id: UUID, at: datetime) -> int:
    """Write to the delegates of the co-op in scope, if it still signs. Returns how many were written to."""
    here = cooperative_here()
    revision = CitationRevised.objects.select_related("position").filter(pk=revision_id).first()
    if revision is None or not signed_by(revision.position_id, required()):
        return 0
    told = revision.position.citations[revision.place]
    people = people_with([Role.DELEGATE], on=timezone.localdate(at, here.zone))
    for person in people:
        with override(person.locale or here.locale):
            facts = {
                "title": revision.position.title,
                "figure": ", ".join(_(title) for title in (told["label"], *told.get("of", ()))),
                "before": f"{told['value']} {told['unit']}",
                "now": f"{revision.value} {told['unit']}" if revision.value else _("no longer published"),
                "url": settings.PUBLIC_URL + reverse("voice", args=[here.slug]),
            }
            send_mail(
                _("A figure was revised: %(title)s") % facts,
                _(
                    "Your co-op signed “%(title)s”. It cites %(figure)s as %(before)s;"
                    " a newer release says: %(now)s.\n\nYou may keep your name under it or take it off: %(url)s\n"
                )
                % facts,
                None,
                [person.email],
            )
    return len(people)
