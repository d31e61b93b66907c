class EmbeddedError(Exception):
    """The services cannot run here; the message says what to do."""
