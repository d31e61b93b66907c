"""Policies that co-ops pool: what one is, what lets it in, what it says, and how two of them differ.

`document_from(read)` reads one; `gate(document)` lets it in or says why not; `runtime.filled_body` is what is adopted.
"""
