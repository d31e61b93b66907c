"""Reviews with their reviewers, opinions, reports and replies."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from federation.models import (
    Application,
    Opinion,
    PlanItem,
    PlanItemDone,
    Reply,
    Report,
    Review,
    ReviewerNamed,
    ReviewTrigger,
)


def open_review_of(member_id: int) -> Review | None:
    """The review that has no report yet."""
    running = Review.objects.filter(member_id=member_id, reports__isnull=True).select_related("member")
    return running.order_by("-opened_at").first()


def review(review_id: UUID) -> Review | None:
    return Review.objects.filter(pk=review_id).select_related("member").first()


def reviewers_of(review_id: UUID) -> list[ReviewerNamed]:
    """Who is named now, in the order they were."""
    rows = (
        ReviewerNamed.objects.filter(review=review_id).select_related("reviewer").order_by("named_at", "id")
    )
    newest = {row.reviewer_id: row for row in rows}
    return [row for row in newest.values() if row.is_named]


def opinions_of(review_id: UUID) -> dict[str, dict[int, Opinion]]:
    """By criterion and reviewer, the newest opinion. In the federation's scope."""
    found: dict[str, dict[int, Opinion]] = defaultdict(dict)
    for row in Opinion.objects.filter(review=review_id).select_related("reviewer").order_by("given_at", "id"):
        found[row.criterion][row.reviewer_id] = row
    return dict(found)


def newest_report(member_id: int) -> Report | None:
    return Report.objects.filter(member_id=member_id).select_related("review").order_by("-sent_at").first()


def report(report_id: UUID) -> Report | None:
    return Report.objects.filter(pk=report_id).select_related("review", "member").first()


def reply_to(report_id: UUID) -> Reply | None:
    return Reply.objects.filter(report=report_id).select_related("replied_by").first()


def reports(member_ids: Iterable[int] | None = None) -> list[Report]:
    """All reports in scope, the newest first."""
    rows = Report.objects.select_related("review", "member").order_by("-sent_at")
    return list(rows if member_ids is None else rows.filter(member__in=list(member_ids)))


def plan_of(member_id: int) -> list[PlanItem]:
    """The items of the last plan, the first due first, each with `answer` (or None)."""
    last = PlanItem.objects.filter(member_id=member_id).order_by("-transition__sequence").first()
    if last is None:
        return []
    items = list(PlanItem.objects.filter(transition=last.transition_id).order_by("due_on", "id"))
    answers = {
        done.item_id: done
        for done in PlanItemDone.objects.filter(item__in=items).select_related("done_by").defer("content")
    }
    for item in items:
        item.answer = answers.get(item.pk)  # type: ignore[attr-defined]
    return items


def plan_paper(item_id: UUID) -> PlanItemDone | None:
    return PlanItemDone.objects.filter(item=item_id, content__isnull=False).select_related("item").first()


def newest_application(member_id: int, *, with_statutes: bool = False) -> Application | None:
    """The last application a co-op handed in; its PDF only where it is asked for."""
    rows = Application.objects.filter(cooperative_id=member_id).order_by("-submitted_at")
    return (rows if with_statutes else rows.defer("statutes")).first()


def open_triggers() -> dict[int, list[ReviewTrigger]]:
    """By co-op, what asks for a review since its last report. In the federation's scope."""
    last = {row.member_id: row.sent_at for row in reversed(reports())}
    found: dict[int, list[ReviewTrigger]] = defaultdict(list)
    for row in ReviewTrigger.objects.order_by("raised_at"):
        if row.cooperative_id not in last or row.raised_at > last[row.cooperative_id]:
            found[row.cooperative_id or 0].append(row)
    return dict(found)


def has_open_trigger(member_id: int, kind: str) -> bool:
    """Whether a co-op's last report is older than a trigger of that kind."""
    last = newest_report(member_id)
    raised = ReviewTrigger.objects.filter(cooperative_id=member_id, kind=kind)
    return raised.filter(raised_at__gt=last.sent_at).exists() if last else raised.exists()
