"""The rules of a cooperative's books, in plain Python."""
