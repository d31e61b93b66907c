"""The commons: what everybody reads, each co-op's desk, extensions, and the roadmap with its staff."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.permissions import can_run_roadmap, can_see_commons
from federation.web import extensions, roadmap, words
from federation.web.commons import catalogue, drafts, letters, public, trials
from federation.web.rooms import Room, open_room

HERE = "c/<slug:cooperative>"
COMMONS = f"{HERE}/federation/commons"
POLICY = f"{COMMONS}/policies/<slug:author>/<slug:policy>"

urlpatterns = [
    path("federation/commons/", public.commons, name="public-commons"),
    path("federation/commons/<slug:author>/<slug:policy>/", public.policy, name="public-policy"),
    path(
        "federation/commons/<slug:author>/<slug:policy>/<str:number>.json",
        public.policy_file,
        name="public-policy-file",
    ),
    path(f"{COMMONS}/", catalogue.commons, name="commons"),
    path(f"{COMMONS}/new/", drafts.begin, name="commons-new"),
    path(f"{COMMONS}/drafts/<uuid:draft_id>/", drafts.draft, name="commons-draft"),
    path(f"{COMMONS}/trials/<uuid:replay_id>/", trials.trial, name="commons-trial"),
    path(f"{COMMONS}/decisions/", trials.decided, name="commons-decisions"),
    path(f"{COMMONS}/decisions/<uuid:decision_id>/", trials.decision, name="commons-decision"),
    path(f"{POLICY}/", catalogue.policy, name="commons-policy"),
    path(f"{POLICY}/review/", catalogue.review, name="commons-review"),
    path(f"{POLICY}/mark/", catalogue.mark, name="commons-mark"),
    path(f"{POLICY}/fork/", catalogue.fork, name="commons-fork"),
    path(f"{POLICY}/changes/", catalogue.changed, name="commons-changes"),
    path(f"{POLICY}/try/", trials.try_policy, name="commons-try"),
    path(f"{HERE}/federation/letters/", letters.letters, name="letters"),
    path(f"{HERE}/federation/letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path(f"{HERE}/federation/letters/<uuid:letter_id>/pdf/", letters.letter_pdf, name="letter-pdf"),
    path(f"{HERE}/federation/letters/<slug:document>/", letters.write_letter, name="letter-write"),
    path(f"{HERE}/federation/words/", words.words, name="words"),
    path(f"{HERE}/federation/extensions/", extensions.extensions, name="extensions"),
    path(f"{HERE}/federation/extensions/switch/", extensions.extension_switch, name="extension-switch"),
    path(f"{HERE}/federation/extensions/<str:name>/", extensions.extension_report, name="extension"),
    path(f"{HERE}/federation/roadmap/", roadmap.roadmap, name="roadmap"),
    path(f"{HERE}/federation/roadmap/<uuid:round_id>/", roadmap.roadmap_round, name="roadmap-round"),
    path(f"{HERE}/roadmap/", roadmap.federation_roadmap, name="federation-roadmap"),
    path(
        f"{HERE}/roadmap/<uuid:round_id>/decide/",
        roadmap.federation_roadmap_decide,
        name="federation-roadmap-decide",
    ),
    path(f"{HERE}/extensions/", extensions.federation_extensions, name="federation-extensions"),
]

register(NavItem(_("Roadmap"), "federation-roadmap", can_run_roadmap, 30, kind="federation"))
open_room(
    Room("commons", _("Commons"), can_see_commons, 30),
    Room("letters", _("Letters"), can_see_commons, 35),
    Room("roadmap", _("Roadmap"), can_see_commons, 40),
    Room("extensions", _("Extensions"), can_see_commons, 50),
)
