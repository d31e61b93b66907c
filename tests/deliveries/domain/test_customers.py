"""One field for whom it goes to."""

import pytest

from deliveries.domain.customers import name_and_phone


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("Mme Rossi", "Mme Rossi", ""),
        ("06 12 45 80 17", "06 12 45 80 17", "06 12 45 80 17"),
        ("Mme Rossi · 06 12 45 80 17", "Mme Rossi", "06 12 45 80 17"),
        ("Mme Rossi, +377 93 15 22 22", "Mme Rossi", "+377 93 15 22 22"),
        ("Bar 1862", "Bar 1862", ""),
    ],
)
def test_a_name_a_number_or_both(text, name, phone):
    assert name_and_phone(text) == (name, phone)
