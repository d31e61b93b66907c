import pytest

from tests.federation.means.dues_cast import House, found_house


@pytest.fixture
def house(db: None) -> House:
    """Nothing voted yet."""
    return found_house()


@pytest.fixture
def voted(house: House) -> House:
    """Terms in force since January."""
    house.decide(house.propose())
    return house
