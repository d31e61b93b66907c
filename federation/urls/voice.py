"""What co-ops say together: for everybody, for the board that asks, and each co-op's voice."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.permissions import can_read_voice, can_see_voice
from federation.web.rooms import Room, open_room
from federation.web.voice import own, public, staff

HERE = "c/<slug:cooperative>"
OWN = f"{HERE}/federation/voice"
STAFF = f"{HERE}/voice"

urlpatterns = [
    path("federation/positions/", public.positions, name="positions"),
    path("federation/positions/<slug:position>/", public.position, name="position"),
    path("federation/positions/<slug:position>/<int:version>/", public.position, name="position-version"),
    path("federation/consultations/<uuid:consultation_id>/", public.consultation, name="public-consultation"),
    path(f"{OWN}/", own.voice, name="voice"),
    path(f"{OWN}/<uuid:consultation_id>/", own.consultation, name="voice-consultation"),
    path(f"{OWN}/<uuid:consultation_id>/roll/", own.roll, name="voice-roll"),
    path(f"{OWN}/<uuid:consultation_id>/amend/", own.amend, name="voice-amend"),
    path(f"{OWN}/<uuid:consultation_id>/vote/", own.vote, name="voice-vote"),
    path(f"{OWN}/<uuid:consultation_id>/answer/", own.answer, name="voice-answer"),
    path(f"{OWN}/amendments/<uuid:amendment_id>/withdraw/", own.withdraw, name="voice-withdraw"),
    path(f"{OWN}/positions/<uuid:position_id>/sign/", own.sign, name="voice-sign"),
    path(f"{STAFF}/", staff.voice, name="federation-voice"),
    path(f"{STAFF}/open/", staff.new_consultation, name="federation-consultation-new"),
    path(f"{STAFF}/positions/new/", staff.position, name="federation-position-new"),
    path(f"{STAFF}/positions/<slug:position>/", staff.position, name="federation-position"),
    path(f"{STAFF}/<uuid:consultation_id>/", staff.consultation, name="federation-consultation"),
]

register(NavItem(_("Voice"), "federation-voice", can_see_voice, 50, kind="federation"))
open_room(Room("voice", _("Voice"), can_read_voice, 40))
