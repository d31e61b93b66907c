"""Django's PostgreSQL backend, which tells the server whose world each statement is sent from."""
