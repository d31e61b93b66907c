"""How an order on its way is proved, what goes wrong with it, and who is told."""

from django.urls import path

from deliveries.urls.bases import IN_COOPERATIVE
from deliveries.web import incidents, notices, proofs, reasons

urlpatterns = [
    path(IN_COOPERATIVE + "board/proofs/", proofs.proofs, name="proofs"),
    path(IN_COOPERATIVE + "board/proofs/<uuid:proof_id>/settle/", proofs.settle, name="proof-settle"),
    path(IN_COOPERATIVE + "incidents/", incidents.incidents, name="incidents"),
    path(IN_COOPERATIVE + "incidents/reasons/", reasons.reasons, name="reasons"),
    path(IN_COOPERATIVE + "incidents/<uuid:incident_id>/", incidents.incident, name="incident"),
    path(
        IN_COOPERATIVE + "incidents/<uuid:incident_id>/comment/", incidents.comment, name="incident-comment"
    ),
    path(IN_COOPERATIVE + "incidents/<uuid:incident_id>/<str:action>/", incidents.act, name="incident-act"),
    path(IN_COOPERATIVE + "notices/", notices.notice_settings, name="notices"),
    path(IN_COOPERATIVE + "pictures/<uuid:file_id>/", proofs.picture, name="proof-picture"),
]
