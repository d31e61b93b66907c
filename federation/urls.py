"""The addresses of the federation: public pages, its staff's, and each co-op's own view of what it shares."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.permissions import can_see_contribution, can_see_members
from federation.web import own, public, staff

HERE = "c/<slug:cooperative>"
RELEASE = "federation/statistics/<str:period>/<int:version>"

urlpatterns = [
    path("", public.home, name="home"),
    path("federation/", public.federation, name="federation"),
    path("federation/statistics/", public.statistics, name="statistics"),
    path(f"{RELEASE}/", public.statistics, name="release"),
    path(f"{RELEASE}/<str:name>", public.statistics_file, name="release-file"),
    path(f"{HERE}/members/", staff.members, name="federation-members"),
    path(f"{HERE}/members/publish/", staff.publish, name="federation-publish"),
    path(f"{HERE}/contribution/", own.contribution, name="contribution"),
    path(f"{HERE}/contribution/share/", own.share, name="contribution-share"),
]

register(
    NavItem(_("Members"), "federation-members", can_see_members, 10, kind="federation"),
    NavItem(_("Federation"), "contribution", can_see_contribution, 80),
)
