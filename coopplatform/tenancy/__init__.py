"""The wall between cooperatives: one scope, three layers.

`scope` says whose world we are in; `CooperativeOwned` managers refuse to answer without one; row-level
security answers only for the scope; composite foreign keys tie rows of one co-op to each other.
"""
