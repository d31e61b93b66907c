"""Who the simulator is in the journal: what it did can be told from what people did."""

from coopplatform.kernel.actor import Actor

PLAYER = Actor.platform("simulation")
