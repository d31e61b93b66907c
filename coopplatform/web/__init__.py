"""What pages and API share: problem details, idempotency keys, errors that help, health, pagination."""
