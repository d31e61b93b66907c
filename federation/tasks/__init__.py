"""What runs by itself: a co-op's own jobs share and count; the federation watches deadlines and counts votes."""

from federation.tasks import figures, review, voice
