"""What is counted together: public pages and data, the federation's staff, and each co-op's own view of it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.api import statistics as api
from federation.permissions import can_see_contribution, can_see_quarter
from federation.web import comparing, figures, open_data, own, staff
from federation.web.rooms import Room, open_room

HERE = "c/<slug:cooperative>"
RELEASE = "federation/statistics/<str:period>/<int:version>"
API = "api/v1/statistics"
API_RELEASE = f"{API}/releases/<str:period>/<int:version>"

urlpatterns = [
    path("federation/statistics/", figures.statistics, name="statistics"),
    path("federation/statistics/method/", figures.method, name="statistics-method"),
    path(f"{RELEASE}/", figures.statistics, name="release"),
    path(f"{RELEASE}/<str:name>", figures.statistics_file, name="release-file"),
    path("open/catalog.jsonld", open_data.catalog, name="open-catalog"),
    path("open/oembed", open_data.oembed, name="oembed"),
    path("open/widgets/<slug:code>.svg", open_data.widget_svg, name="widget-svg"),
    path("open/widgets/<slug:code>/", open_data.widget, name="widget"),
    path(f"{API}/releases/", api.ReleasesView.as_view(), name="api-statistics-releases"),
    path(f"{API_RELEASE}/", api.ReleaseView.as_view(), name="api-statistics-release"),
    path(f"{API_RELEASE}/indicators/", api.IndicatorsView.as_view(), name="api-statistics-indicators"),
    path(f"{API_RELEASE}/tables/<str:table>/", api.TableView.as_view(), name="api-statistics-table"),
    path(f"{HERE}/members/", staff.members, name="federation-members"),
    path(f"{HERE}/members/draft/", staff.draft, name="federation-draft"),
    path(f"{HERE}/members/publish/", staff.publish, name="federation-publish"),
    path(f"{HERE}/federation/figures/", own.contribution, name="contribution"),
    path(f"{HERE}/federation/figures/share/", own.share, name="contribution-share"),
    path(f"{HERE}/federation/figures/hold/", own.hold, name="contribution-hold"),
    path(f"{HERE}/federation/figures/choose/", own.choose, name="contribution-choose"),
    path(f"{HERE}/federation/figures/declare/<str:month>/", own.declare, name="contribution-declare"),
    path(f"{HERE}/federation/comparison/", comparing.comparison, name="comparison"),
]

register(NavItem(_("Figures"), "federation-members", can_see_quarter, 20, kind="federation"))
open_room(
    Room("contribution", _("Figures"), can_see_contribution, 10),
    Room("comparison", _("Comparison"), can_see_contribution, 12),
)
