"""The demo federation: three co-ops in three real towns, founded by calling the services that people use."""
