"""Every text for people has its French, with the same parameters in it."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

CATALOGUES = sorted(Path(__file__).parents[2].glob("locale/*/LC_MESSAGES/django.po"))
PARAMETER = re.compile(r"%\(\w+\)[sd]|%%")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_text_is_missing_and_no_parameter_is_lost(path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    wrong = []
    for message in catalogue:
        asked = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        lost = {*PARAMETER.findall(said[-1])} ^ {*PARAMETER.findall(asked[-1])}
        if message.id and (message.fuzzy or lost or not all(said)):
            wrong.append(asked[0])
    assert wrong == []


def test_the_compiled_texts_are_the_ones_served():
    with translation.override("fr"):
        assert translation.gettext("Send the order") == "Envoyer la commande"
        assert translation.ngettext("%(n)s stop", "%(n)s stops", 0) == "%(n)s arrêt"
