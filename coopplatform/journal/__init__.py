"""The journal: what happened, by whom, when; audit log and outbox in one append-only table."""
