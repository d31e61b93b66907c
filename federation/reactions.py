"""What follows in the federation from what happened."""

from celery import current_app
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives, the_federation
from coopplatform.contracts.carrying import DeliveryCompleted, DeliveryFailed, TaskCompleted
from coopplatform.contracts.commons import PolicyReplayAsked
from coopplatform.contracts.federating import StatisticsPublished
from coopplatform.contracts.granting import GrantAnswered, GrantUsed, GrantUseMoved
from coopplatform.contracts.leaving import (
    ExitSettlementAgreed,
    ExitSettlementAnswered,
    ExitSettlementProposed,
)
from coopplatform.contracts.ordering import OrderCancelled, OrderPlaced
from coopplatform.contracts.reviewing import MembershipChanged
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from coopplatform.kernel.actor import Actor
from federation.queries.means.grants import grant_seen
from federation.queries.means.leaving import settlement_called
from federation.queries.means.orders import is_under_client_grant
from federation.queries.voice.positions import signatories
from federation.services.commons.replaying import REPLAY_POLICY
from federation.services.means.following import LOOK_AFTER_GRANTS
from federation.services.means.taking_over import carried_with
from federation.services.voice.positions import look_after_citations


@reacts_to(StatisticsPublished)
def look_after_positions(_entry: Recorded) -> None:
    """A figure that a position cites may read otherwise now: its signatories are told."""
    for revision in look_after_citations(by=Actor.platform("voice"), at=timezone.now()):
        for cooperative_id in signatories(revision.position_id):
            current_app.send_task(
                "federation.tell_of_revision",
                kwargs={"cooperative_id": cooperative_id, "revision_id": str(revision.pk)},
            )


@reacts_to(PolicyReplayAsked)
def try_a_policy(entry: Recorded) -> None:
    """A worker takes it up; a second delivery finds it done."""
    assert isinstance(entry.event, PolicyReplayAsked)
    arguments = {"cooperative_id": entry.cooperative_id, "replay_id": str(entry.event.replay_id)}
    current_app.send_task(REPLAY_POLICY, kwargs=arguments)


@reacts_to(GrantAnswered, GrantUsed, GrantUseMoved)
def let_the_partner_follow(entry: Recorded) -> None:
    """Both sides look, each in its own scope: the one that wrote has its orders and reach to see to as well."""
    assert isinstance(entry.event, GrantAnswered | GrantUsed | GrantUseMoved)
    found = grant_seen(entry.event.grant_id, timezone.now())
    if found is None:
        return
    use_id = None if isinstance(entry.event, GrantAnswered) else str(entry.event.use_id)
    for cooperative_id in (found.partner_id, entry.cooperative_id):
        current_app.send_task(LOOK_AFTER_GRANTS, kwargs={"cooperative_id": cooperative_id, "use_id": use_id})


@reacts_to(DeliveryCompleted, DeliveryFailed, OrderCancelled, TaskCompleted)
def tell_whose_order_it_is(entry: Recorded) -> None:
    """What we carry for another co-op: it hears how far it is."""
    assert isinstance(entry.event, DeliveryCompleted | DeliveryFailed | OrderCancelled | TaskCompleted)
    for use_id in carried_with(entry.event.delivery_id):
        current_app.send_task(
            LOOK_AFTER_GRANTS, kwargs={"cooperative_id": entry.cooperative_id, "use_id": str(use_id)}
        )


@reacts_to(OrderPlaced)
def count_it_against_the_grant(entry: Recorded) -> None:
    """An order of a shop that is under a client's grant."""
    assert isinstance(entry.event, OrderPlaced)
    if is_under_client_grant(entry.event.store_id):
        current_app.send_task(LOOK_AFTER_GRANTS, kwargs={"cooperative_id": entry.cooperative_id})


@reacts_to(MembershipChanged)
def end_grants_of_who_left(_entry: Recorded) -> None:
    """Each co-op looks at its own: nobody else knows whom it granted what."""
    for cooperative in member_cooperatives():
        current_app.send_task(LOOK_AFTER_GRANTS, kwargs={"cooperative_id": cooperative.pk})


@reacts_to(ExitSettlementProposed, ExitSettlementAnswered, ExitSettlementAgreed)
def tell_who_acts_on_an_exit(entry: Recorded) -> None:
    """The co-op reads and signs, the federation confirms or answers; once both agreed the co-op books its side."""
    assert isinstance(entry.event, ExitSettlementProposed | ExitSettlementAnswered | ExitSettlementAgreed)
    row, house = settlement_called(entry.event.settlement_id), the_federation()
    if row is None or house is None:
        return
    told = house.pk if isinstance(entry.event, ExitSettlementAnswered) else row.member_id
    arguments = {"cooperative_id": told, "settlement_id": str(row.pk)}
    current_app.send_task("federation.tell_of_settlement", kwargs=arguments)
    if isinstance(entry.event, ExitSettlementAgreed):
        current_app.send_task("federation.book_dues", kwargs={"cooperative_id": row.member_id})
