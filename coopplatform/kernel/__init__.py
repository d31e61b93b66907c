"""Words every room of the house shares. Plain Python: no framework is imported here."""
