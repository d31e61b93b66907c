"""The public events of the house. Read `story.py` top to bottom: it is what the platform does."""
