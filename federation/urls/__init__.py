"""The addresses of the federation, room by room: what everybody may read, then its staff and each co-op."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.permissions import is_member
from cooperatives.web.navigation import NavItem, register
from federation.urls import commons, figures, means, review, voice
from federation.web import public
from federation.web.rooms import has_rooms, our_federation

urlpatterns = [
    path("", public.home, name="home"),
    path("federation/", public.federation, name="federation"),
    path("c/<slug:cooperative>/federation/", our_federation, name="our-federation"),
    *review.urlpatterns,
    *figures.urlpatterns,
    *voice.urlpatterns,
    *commons.urlpatterns,
    *means.urlpatterns,
]

register(NavItem(_("Federation"), "our-federation", is_member, 80, is_shown=has_rooms))
