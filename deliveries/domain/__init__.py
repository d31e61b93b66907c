"""Every decision about a delivery, in plain Python: no clock, no database, no framework."""
