"""What a store asks of couriers at the door."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.ordering import ProofRulesSet
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.proof import ProofRules
from deliveries.models import Store


@unit_of_work
def set_proof_rules(*, store_id: UUID, rules: ProofRules, by: Actor, at: datetime) -> Store:
    """From the next tap on, for open orders too. The same rules again change nothing. Raises NotFound."""
    store = Store.objects.select_for_update(of=("self",), no_key=True).filter(pk=store_id).first()
    if store is None:
        raise NotFound("no_store", _("There is no such store."))
    if store.proof_rules == rules:
        return store
    store.proof = rules.as_json()
    store.save(update_fields=["proof"])
    record(ProofRulesSet(store_id=store_id, occurred_at=at), by=by)
    return store
