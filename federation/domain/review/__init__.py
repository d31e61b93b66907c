"""Who belongs to the federation and how that is decided: states, deadlines, criteria, the lot. Plain Python."""
