"""Rosa writes customers down, finds them again and forgets them."""

import pytest

from deliveries.models import Recipient
from tests.deliveries.web.store.conftest import orders_in, page, stops_of
from tests.deliveries.web.test_ordering import typed


class TestAddressBook:
    def entry(self, **changes):
        return {
            "who": "Dr Martin · 06 12 45 80 18",
            "address": "16 rue Grimaldi",
            "floor": "Interphone 4",
            "note": "",
            "others": "Lucie 06 12 45 80 19\nConcierge",
            "notes": "Pays in advance",
        } | changes

    def test_a_customer_is_written_down_found_corrected_and_forgotten(self, roue, monaco, rosa):
        book = page(roue, "store-book")
        assert rosa.post(page(roue, "store-recipient-new"), self.entry()).status_code == 302
        with roue.inside():
            martin = Recipient.objects.get()
        assert (martin.name, martin.phone, martin.notes) == ("Dr Martin", "06 12 45 80 18", "Pays in advance")
        assert martin.contacts == [
            {"name": "Lucie", "phone": "06 12 45 80 19"},
            {"name": "Concierge", "phone": ""},
        ]
        assert [one.name for one in rosa.get(book, {"q": "lucie"}).context["recipients"]] == ["Dr Martin"]
        corrected = self.entry(who="Dr Martin", others="", customer=str(martin.pk), address=martin.address)
        assert rosa.post(page(roue, "store-recipient", martin.pk), corrected).status_code == 302
        with roue.inside():
            martin.refresh_from_db()
        assert (martin.phone, martin.contacts) == ("", [])
        rosa.post(page(roue, "store-recipient-forget", martin.pk))
        assert rosa.get(book).context["recipients"] == []

    def test_an_e_mail_is_kept_with_the_customer_until_it_is_taken_out(self, roue, monaco, rosa, url):
        rosa.post(url, typed(email="rossi@example.org"))
        (order,) = orders_in(roue)
        assert stops_of(roue, order)[1].email == "rossi@example.org"
        rosa.post(url, typed(bags="3"))  # ordered without it: still known
        found = rosa.get(page(roue, "store-customers"), {"who": "rossi"}).text
        assert 'data-email="rossi@example.org"' in found
        with roue.inside():
            rossi = Recipient.objects.get()
        entry = self.entry(who=f"{rossi.name} · {rossi.phone}", address=rossi.address, email="")
        rosa.post(page(roue, "store-recipient", rossi.pk), entry)
        assert 'data-email=""' in rosa.get(page(roue, "store-customers"), {"who": "rossi"}).text

    def test_the_buzzer_and_the_word_fill_the_form_again(self, roue, monaco, rosa):
        rosa.post(page(roue, "store-recipient-new"), self.entry(note="Third bell"))
        found = rosa.get(page(roue, "store-customers"), {"who": "mart"}).content.decode()
        assert 'data-floor="Interphone 4"' in found
        assert 'data-note="Third bell"' in found

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"who": "Dr Martin · 0612"}, None),
            ({"who": "Dr Martin · 06 12 45 8"}, "is not a phone number here"),
            ({"others": "Lucie 06 12 45 8"}, "is not a phone number here"),
            ({"others": "\n".join("abcdefghijk")}, "At most 10 other people"),
            ({"address": "nowhere"}, "We do not know this address"),
        ],
    )
    def test_what_makes_no_sense_is_said_at_its_field(self, roue, monaco, rosa, changes, words):
        answer = rosa.post(page(roue, "store-recipient-new"), self.entry(**changes))
        assert answer.status_code == (422 if words else 302)
        assert words is None or words in answer.content.decode()

    def test_the_same_person_twice_is_one_too_many(self, roue, monaco, rosa):
        rosa.post(page(roue, "store-recipient-new"), self.entry())
        answer = rosa.post(page(roue, "store-recipient-new"), self.entry())
        assert "in the address book already" in answer.content.decode()
