"""PostgreSQL and Valkey out of their wheels: they live as long as somebody uses them.

`python -m coopplatform.embedded run -- CMD…` is the way in. Everything lies in one data folder.
"""
