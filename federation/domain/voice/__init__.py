"""How co-ops and their workers decide together: phases, amendments, votes, what is told of them."""
