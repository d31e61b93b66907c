"""What several steps of a request ask is read once, of the co-op it is in, and no longer than it lasts."""

from collections.abc import Callable

from cooperatives.queries.here import cooperative_here, inside, once


def asked_name() -> tuple[list[str], Callable[[], str]]:
    """How often a name was really read, and the question remembered."""
    read: list[str] = []

    @once
    def name() -> str:
        read.append(cooperative_here().slug)
        return read[-1]

    return read, name


def test_inside_a_co_op_it_is_read_once(roue):
    read, name = asked_name()
    with inside(roue.cooperative):
        assert [name(), name()] == [roue.cooperative.slug] * 2
    assert read == [roue.cooperative.slug]


def test_the_next_request_reads_again(roue):
    read, name = asked_name()
    for _request in range(2):
        with inside(roue.cooperative):
            name()
    assert len(read) == 2


def test_another_co_op_entered_on_the_way_is_asked_itself(roue, autre):
    _, name = asked_name()
    with inside(roue.cooperative):
        assert name() == roue.cooperative.slug
        with autre.inside():
            assert name() == autre.cooperative.slug
        with inside(autre.cooperative):
            assert name() == autre.cooperative.slug
        assert name() == roue.cooperative.slug


def test_a_scope_without_a_request_remembers_nothing(roue):
    read, name = asked_name()
    with roue.inside():
        name()
        name()
    assert len(read) == 2
