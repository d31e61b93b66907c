"""Everyone who might carry an order, ranked for the dispatcher."""

from deliveries.domain.dispatch import Params
from deliveries.domain.dispatch.options import options
from tests.deliveries.domain.dispatch.boards import at, courier, order
from tests.deliveries.domain.dispatch.test_live import decided

PARAMS = Params()


def test_the_suggested_one_comes_first_then_who_would_cost_everyone_least():
    decision = decided(
        [order("o1")], [courier("ben", at(east=15)), courier("alma"), courier("cleo", at(east=30))]
    )
    found = options(decision.problem, "o1")
    assert [(option.courier_id, option.is_suggested) for option in found] == [
        ("alma", True),
        ("ben", False),
        ("cleo", False),
    ]
    assert found[0].extra == 0
    assert 0 < found[1].extra < found[2].extra


def test_an_options_terms_add_up_and_the_extra_of_a_lone_order_is_their_difference():
    decision = decided([order("o1")], [courier("alma"), courier("ben", at(east=15))])
    alma, ben = options(decision.problem, "o1")
    assert sum(term.cost for term in ben.terms) - sum(term.cost for term in alma.terms) == ben.extra


def test_who_cannot_take_it_comes_last_with_the_reason():
    declined = order("o1", declined_by=frozenset({"alma"}))
    decision = decided([declined], [courier("alma"), courier("ben", at(east=15))])
    ben, alma = options(decision.problem, "o1")
    assert (ben.courier_id, ben.why_not) == ("ben", None)
    assert (alma.courier_id, str(alma.why_not), alma.extra) == ("alma", "Declined this order.", None)
