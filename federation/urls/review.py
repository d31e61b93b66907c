"""Who belongs: how to join, for everybody; the federation's register; each co-op's side of it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.permissions import (
    can_export_everything,
    can_read_dossier,
    can_read_membership,
    can_see_register,
    can_sit_in_panel,
)
from federation.web.review import (
    application,
    case,
    deciding,
    looking,
    own,
    own_archive,
    own_dossier,
    panel,
    papers,
    pooled,
    public,
)
from federation.web.review import register as staff
from federation.web.rooms import Room, open_room

HERE = "c/<slug:cooperative>"
OWN = f"{HERE}/federation"
STAFF = f"{HERE}/reviews"
OF = f"{STAFF}/of/<slug:member>"
REVIEW = f"{STAFF}/<uuid:review_id>"

urlpatterns = [
    path("federation/join/", public.join, name="join"),
    path("federation/register/", public.register, name="public-register"),
    path("federation/panels/<uuid:draw_id>/", public.panel, name="public-panel"),
    path("federation/archive-key.txt", public.archive_key, name="archive-key"),
    path(f"{OWN}/membership/", own.membership, name="membership"),
    path(f"{OWN}/membership/reply/<uuid:report_id>/", own.reply, name="membership-reply"),
    path(f"{OWN}/membership/plan/<uuid:item_id>/", own.plan_item, name="membership-item"),
    path(f"{OWN}/membership/leave/", own.leave, name="membership-leave"),
    path(f"{OWN}/membership/appeal/", own.appeal, name="membership-appeal"),
    path(f"{OWN}/membership/request/", own.request_review, name="membership-request"),
    path(f"{OWN}/application/", application.application, name="application"),
    path(f"{OWN}/application/withdraw/", application.withdraw, name="application-withdraw"),
    path(f"{OWN}/application/statutes/", application.statutes, name="application-statutes"),
    path(f"{OWN}/dossier/", own_dossier.dossier, name="dossier"),
    path(f"{OWN}/dossier/release/", own_dossier.release, name="dossier-release"),
    path(f"{OWN}/dossier/dossier.pdf", own_dossier.printed, name="dossier-pdf"),
    path(f"{OWN}/dossier/<slug:code>/", own_dossier.line, name="dossier-line"),
    path(f"{OWN}/dossier/<slug:code>/paper/", own_dossier.paper, name="dossier-paper"),
    path(f"{OWN}/panel/", panel.panel, name="panel"),
    path(f"{OWN}/panel/<uuid:seat_id>/", panel.seat, name="panel-seat"),
    path(f"{OWN}/archive/", own_archive.archive, name="archive"),
    path(f"{OWN}/archive/archive.zip", own_archive.archive_file, name="archive-file"),
    path(f"{STAFF}/", staff.reviews, name="reviews"),
    path(f"{STAFF}/calendar/", staff.calendar, name="review-calendar"),
    path(f"{STAFF}/late/", staff.late, name="review-escalations"),
    path(f"{STAFF}/criteria/", staff.criteria, name="review-criteria"),
    path(f"{STAFF}/criteria/edition/", pooled.edition, name="review-criteria-edition"),
    path(f"{STAFF}/criteria/back/", pooled.back, name="review-criteria-back"),
    path(
        f"{STAFF}/criteria/commons/<slug:author>/<slug:policy>/", pooled.pooled, name="review-criteria-pooled"
    ),
    path(f"{STAFF}/conflicts/", staff.conflicts, name="review-conflicts"),
    path(f"{OF}/", case.case, name="review-case"),
    path(f"{OF}/open/", looking.open_, name="review-open"),
    path(f"{OF}/decide/<slug:action>/", deciding.decision, name="review-decide"),
    path(f"{OF}/statutes/", papers.statutes, name="review-statutes"),
    path(f"{OF}/dossier.pdf", papers.printed, name="review-dossier-pdf"),
    path(f"{OF}/paper/<slug:code>/", papers.paper, name="review-paper"),
    path(f"{REVIEW}/reviewer/", looking.reviewer, name="review-reviewer"),
    path(f"{REVIEW}/line/<slug:code>/", looking.opinion, name="review-line"),
    path(f"{REVIEW}/report/", looking.report, name="review-report"),
    path(f"{STAFF}/proposals/<uuid:proposal_id>/", deciding.proposal, name="review-proposal"),
    path(f"{STAFF}/appeals/<uuid:appeal_id>/draw/", deciding.draw, name="review-draw"),
    path(f"{STAFF}/panels/<uuid:draw_id>/outcome/", deciding.outcome, name="review-outcome"),
    path(f"{STAFF}/plan/<uuid:item_id>/paper/", papers.item_paper, name="review-plan-paper"),
]

register(NavItem(_("Reviews"), "reviews", can_see_register, 20, kind="federation"))
open_room(
    Room("membership", _("Membership"), can_read_membership, 5),
    Room("dossier", _("Review dossier"), can_read_dossier, 20),
    Room("panel", _("Panels"), can_sit_in_panel, 80),
    Room("archive", _("All our data"), can_export_everything, 90),
)
