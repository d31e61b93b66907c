"""Every decision about working members: what they earn and what the surplus returns to them. Plain Python."""
