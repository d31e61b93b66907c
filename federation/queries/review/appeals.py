"""Appeals, the panels drawn for them, and who is willing to sit in one."""

from datetime import datetime
from uuid import UUID

from coopplatform.tenancy.scope import required
from federation.domain.review.lot import Candidate, verdict
from federation.models import Appeal, PanelConsent, PanelDraw, PanelSeat, PanelVolunteer, PanelVote


def candidates(*, until: datetime) -> list[Candidate]:
    """Who was willing at a moment, by pseudonym: the newest word of each counts."""
    rows = PanelVolunteer.objects.filter(published_at__lte=until).select_related("cooperative")
    newest = rows.order_by("pseudonym", "-published_at", "-id").distinct("pseudonym")
    return sorted(Candidate(row.pseudonym, row.cooperative.slug) for row in newest if row.is_willing)


def newest_appeal(member_id: int) -> Appeal | None:
    """A co-op's last appeal. In its own scope or the federation's."""
    rows = Appeal.objects.filter(cooperative_id=member_id).select_related("transition", "filed_by")
    return rows.order_by("-filed_at").first()


def appeals() -> list[Appeal]:
    """All in scope, the newest first."""
    return list(Appeal.objects.select_related("transition", "cooperative").order_by("-filed_at"))


def draw_of(appeal_id: UUID) -> PanelDraw | None:
    return PanelDraw.objects.filter(appeal=appeal_id).first()


def draw(draw_id: UUID) -> PanelDraw | None:
    return PanelDraw.objects.filter(pk=draw_id).first()


def draws() -> list[PanelDraw]:
    """Every panel, for anybody, the newest first."""
    return list(PanelDraw.objects.order_by("-drawn_at"))


def votes_of(draw_id: UUID) -> list[PanelVote]:
    """The votes given, in their order. In the federation's scope."""
    rows = PanelVote.objects.filter(seat__draw=draw_id).select_related("seat__member")
    return list(rows.order_by("voted_at"))


def verdict_of(draw_id: UUID) -> bool | None:
    """Whether the decision is overturned; None while the panel has not decided."""
    return verdict(vote.is_overturned for vote in votes_of(draw_id))


def own_consent(user_id: int) -> PanelConsent | None:
    return PanelConsent.objects.filter(user=user_id).first()


def own_seats(user_id: int) -> list[PanelSeat]:
    """The seats this person has in the co-op in scope, with `vote` where they have voted; the newest first."""
    consent = own_consent(user_id)
    if consent is None:
        return []
    rows = PanelSeat.objects.filter(member_id=required(), pseudonym=consent.pseudonym).select_related(
        "draw", "vote"
    )
    return list(rows.order_by("-draw__drawn_at"))


def own_seat(seat_id: UUID, user_id: int) -> PanelSeat | None:
    return next((seat for seat in own_seats(user_id) if seat.pk == seat_id), None)
