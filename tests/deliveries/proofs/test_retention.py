"""Pictures and names go after a year; that it was delivered stays."""

from datetime import timedelta

import time_machine

from deliveries.domain.proof import Method, Need, ProofGiven
from deliveries.models import Proof, ProofFile
from deliveries.services.proofs import receive_file
from deliveries.tasks import purge
from tests.conftest import PLATFORM
from tests.deliveries.proofs.conftest import photo, sent


def test_pictures_and_names_are_forgotten_after_a_year_and_not_before(roue, deliver, now):
    picture, loose = sent(roue, now), sent(roue, now)
    given = ProofGiven(Method.NEIGHBOUR, name="Mme Blanc", files=((picture.file_id, Need.PHOTO),))
    deliver(given)
    with roue.inside():
        for each in (picture, loose):
            receive_file(sent=each, content=photo(), by=PLATFORM, at=now)
    for days, files, name in ((364, 2, "Mme Blanc"), (366, 0, "")):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            purge(cooperative_id=roue.cooperative.pk)
        with roue.inside():
            assert (ProofFile.objects.count(), Proof.objects.get().name) == (files, name)
    with roue.inside():
        assert Proof.objects.get().method == "neighbour"
