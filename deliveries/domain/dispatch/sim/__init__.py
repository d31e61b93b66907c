"""Benchmarks of dispatch: public instances played under strict rules, without Django or a database."""
