"""A co-op is looked at: by two people without conflict of interest, who say line by line what they think."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import Cooperative
from cooperatives.queries.access import people_with
from cooperatives.queries.directory import cooperatives_called
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import (
    ConflictDeclared,
    ReplyGiven,
    ReportSent,
    ReviewerNamedFor,
    ReviewOpened,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review import terms
from federation.domain.review.catalogue import EDITION
from federation.domain.review.chain import sha256_of
from federation.domain.review.criteria import Colour
from federation.domain.review.deadlines import last_day, local_day
from federation.domain.review.dossier import reds
from federation.domain.review.membership import Action, State, belongs, check_reason
from federation.domain.review.terms import LEAST_REVIEWERS
from federation.models import ConflictOfInterest, Opinion, Reply, Report, Review, ReviewerNamed
from federation.queries.membership import belonging, decided_state
from federation.queries.review.conflicts import is_conflicted
from federation.queries.review.criteria import criteria_in_force
from federation.queries.review.dossier import newest_dossier
from federation.queries.review.reviews import (
    open_review_of,
    opinions_of,
    reply_to,
    report,
    review,
    reviewers_of,
)
from federation.services.here import require_cooperative, require_federation
from federation.services.review.register import Said, enter, person_of

JUDGED = (Colour.GREEN, Colour.AMBER, Colour.RED)


@unit_of_work
def open_review(*, slug: str, kind: str, why: str, by: Actor, at: datetime) -> Review:
    """Begin to look at a co-op: an applicant (then it is in review), or a member. In the federation's scope.

    It is judged by the criteria in force now, to its end.

    Raises NotFound for an unknown co-op or one of the person's own; Invalid without a reason; NotAllowedNow
    while a review is open, or for a kind that does not suit the co-op's state.
    """
    require_federation()
    member, today = member_called(slug, by=by), timezone.localdate(at, cooperative_here().zone)
    if kind not in Review.Kind.values:
        raise Invalid("bad_kind", _("Choose a kind of review."), field="kind")
    reason = check_reason(why, field="why")
    if open_review_of(member.pk) is not None:
        raise NotAllowedNow("review_open", _("A review of this cooperative is open: finish it first."))
    is_admission = kind == Review.Kind.ADMISSION
    if is_admission and decided_state(member.pk) is State.APPLICANT:
        enter(member, Said(Action.OPEN_REVIEW, reason=reason, in_force_from=today), by=by, at=at)
    elif is_admission and decided_state(member.pk) is not State.IN_REVIEW:
        raise NotAllowedNow("no_applicant", _("An admission is reviewed while the cooperative applies."))
    elif not is_admission and not belongs(belonging(slug, today)):
        raise NotAllowedNow("no_member", _("Only a member is reviewed so."))
    opened = Review.objects.create(
        member=member,
        kind=kind,
        why=reason,
        criteria_version=criteria_in_force()[0],
        criteria_edition=EDITION,
        opened_by_id=person_of(by),
        opened_at=at,
    )
    event = ReviewOpened(review_id=opened.pk, member_slug=slug, kind=kind, occurred_at=at)
    record(event, by=by)
    return opened


@unit_of_work
def name_reviewer(
    *, review_id: UUID, user_id: int, is_named: bool = True, by: Actor, at: datetime
) -> ReviewerNamed:
    """Name a reviewer of the federation for an open review, or take the name back.

    Raises NotFound; Invalid for somebody who is no reviewer; NotAllowedNow for somebody with a conflict of interest, or
    once the report is sent.
    """
    found = _open(review_id, by=by)
    today = timezone.localdate(at, cooperative_here().zone)
    if user_id not in {person.pk for person in people_with([Role.REVIEWER], on=today)}:
        raise Invalid("no_reviewer", _("Choose a reviewer of the federation."), field="reviewer")
    if is_named and is_conflicted(user_id, found.member.slug):
        raise NotAllowedNow(
            "conflict", _("This person belongs to the cooperative or has declared a conflict of interest.")
        )
    naming = ReviewerNamed.objects.create(
        member=found.member,
        review=found,
        reviewer_id=user_id,
        is_named=is_named,
        named_by_id=person_of(by),
        named_at=at,
    )
    event = ReviewerNamedFor(naming_id=naming.pk, review_id=found.pk, is_named=is_named, occurred_at=at)
    record(event, by=by)
    return naming


@unit_of_work
def declare_conflict(
    *, person_id: int, slug: str, kind: str, note: str, by: Actor, at: datetime
) -> ConflictOfInterest:
    """A person of the federation's staff has something to do with a co-op; it is not taken back.

    Raises NotFound for an unknown co-op; Invalid for an unknown kind.
    """
    require_federation()
    found = cooperatives_called([slug]).get(slug)
    if found is None or found.kind != Cooperative.Kind.MEMBER:
        raise NotFound("no_cooperative", _("No cooperative is called %(slug)s."), slug=slug)
    if kind not in ConflictOfInterest.Kind.values:
        raise Invalid("bad_kind", _("Say what the conflict is."), field="kind")
    declared = ConflictOfInterest.objects.create(
        person_id=person_id,
        member=found,
        kind=kind,
        note=" ".join(note.split())[:300],
        declared_by_id=person_of(by),
        declared_at=at,
    )
    record(ConflictDeclared(conflict_id=declared.pk, occurred_at=at), by=by)
    return declared


@unit_of_work
def give_opinion(
    *, review_id: UUID, criterion: str, colour: str, text: str, by: Actor, at: datetime
) -> Opinion:
    """A named reviewer's word on a line of the dossier; the newest counts until the report.

    Raises NotFound for anybody else; Invalid for an unknown line, no colour, or a red or amber one without its reason.
    """
    found = _open(review_id, by=by)
    if person_of(by) not in {row.reviewer_id for row in reviewers_of(found.pk)}:
        raise NotFound("no_review", _("There is no such review."))
    dossier = newest_dossier(found.member_id)
    if dossier is None or criterion not in {line["code"] for line in dossier.lines}:
        raise Invalid("no_line", _("The dossier has no such line."), field="criterion")
    if colour not in JUDGED:
        raise Invalid("no_colour", _("Say whether it is met, nearly met or not met."), field="colour")
    words = " ".join(text.split()) if colour == Colour.GREEN else check_reason(text, field="text")
    return Opinion.objects.create(
        review=found, reviewer_id=person_of(by), criterion=criterion, colour=colour, text=words, given_at=at
    )


@unit_of_work
def send_report(*, review_id: UUID, conclusion: str, by: Actor, at: datetime) -> Report:
    """Close a review with what was found. The co-op and its members read it, and have 15 days to reply.

    Raises NotFound; Invalid for a short conclusion; NotAllowedNow without a released dossier, with fewer than two
    reviewers, or while one of them has said nothing about a red line.
    """
    found = _open(review_id, by=by)
    dossier = newest_dossier(found.member_id)
    if dossier is None:
        raise NotAllowedNow("no_dossier", _("The cooperative has released no dossier yet."))
    opinions, slug = opinions_of(found.pk), found.member.slug
    reviewers = [row for row in reviewers_of(found.pk) if not is_conflicted(row.reviewer_id, slug)]
    if len(reviewers) < LEAST_REVIEWERS.number:
        raise NotAllowedNow(
            "too_few_reviewers",
            _("A report has at least %(least)s reviewers without conflict of interest."),
            least=LEAST_REVIEWERS.number,
        )
    silent = [
        code
        for code in reds(dossier.lines)
        if any(row.reviewer_id not in opinions.get(code, {}) for row in reviewers)
    ]
    if silent:
        raise NotAllowedNow(
            "silent_on_red",
            _("Each reviewer says something about each red line; missing: %(codes)s."),
            codes=", ".join(silent),
        )
    named = {row.reviewer_id: row.reviewer.name or row.reviewer.email for row in reviewers}
    findings = [
        {
            "code": line["code"],
            "title": line["title"],
            "colour": line["colour"],
            "opinions": [
                {"reviewer": named[who], "colour": one.colour, "text": one.text}
                for who, one in opinions.get(line["code"], {}).items()
                if who in named
            ],
        }
        for line in dossier.lines
    ]
    words = check_reason(conclusion, field="conclusion")
    sent = Report.objects.create(
        member_id=found.member_id,
        review=found,
        findings=findings,
        conclusion=words,
        dossier_sha256=dossier.sha256,
        sent_by_id=person_of(by),
        sent_at=at,
        sha256=sha256_of({"findings": findings, "conclusion": words, "dossier": dossier.sha256}),
    )
    record(ReportSent(report_id=sent.pk, member_slug=found.member.slug, occurred_at=at), by=by)
    return sent


@unit_of_work
def reply_to_report(*, report_id: UUID, text: str, by: Actor, at: datetime) -> Reply:
    """The co-op in scope answers a report, once, within 15 days.

    Raises NotFound; Invalid for a short text; NotAllowedNow after the term or a second time.
    """
    require_cooperative()
    found = report(report_id)
    if found is None or found.member_id != required():
        raise NotFound("no_report", _("There is no such report."))
    zone = cooperative_here().zone
    until = last_day(local_day(found.sent_at, zone), terms.REPLY)
    if local_day(at, zone) > until:
        raise NotAllowedNow("too_late", _("The right of reply ended on %(until)s."), until=until)
    if reply_to(report_id) is not None:
        raise NotAllowedNow("replied", _("You have replied to this report."))
    reply = Reply.objects.create(
        report=found, text=check_reason(text, field="text"), replied_by_id=person_of(by), replied_at=at
    )
    record(ReplyGiven(reply_id=reply.pk, report_id=found.pk, occurred_at=at), by=by)
    return reply


def member_called(slug: str, *, by: Actor) -> Cooperative:
    """A co-op a person of the federation may judge.

    Raises NotFound for any other: unknown and conflicted look alike.
    """
    found = cooperatives_called([slug]).get(slug)
    if found is None or found.kind != Cooperative.Kind.MEMBER or is_conflicted(person_of(by), slug):
        raise NotFound("no_cooperative", _("No cooperative is called %(slug)s."), slug=slug)
    return found


def _open(review_id: UUID, *, by: Actor) -> Review:
    require_federation()
    found = review(review_id)
    if found is None or is_conflicted(person_of(by), found.member.slug):
        raise NotFound("no_review", _("There is no such review."))
    if found.reports.exists():
        raise NotAllowedNow("report_sent", _("The report of this review is sent: it stays as it is."))
    return found
