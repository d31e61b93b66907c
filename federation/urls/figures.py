"""What is counted together: public pages, the federation's staff, and each co-op's own view of what it shares."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.permissions import can_see_contribution, can_see_members
from federation.web import own, public, staff
from federation.web.rooms import Room, open_room

HERE = "c/<slug:cooperative>"
RELEASE = "federation/statistics/<str:period>/<int:version>"

urlpatterns = [
    path("federation/statistics/", public.statistics, name="statistics"),
    path(f"{RELEASE}/", public.statistics, name="release"),
    path(f"{RELEASE}/<str:name>", public.statistics_file, name="release-file"),
    path(f"{HERE}/members/", staff.members, name="federation-members"),
    path(f"{HERE}/members/publish/", staff.publish, name="federation-publish"),
    path(f"{HERE}/federation/figures/", own.contribution, name="contribution"),
    path(f"{HERE}/federation/figures/share/", own.share, name="contribution-share"),
]

register(NavItem(_("Members"), "federation-members", can_see_members, 10, kind="federation"))
open_room(Room("contribution", _("Figures"), can_see_contribution, 10))
