"""What may be published: no figure from which one co-op's or one person's own could be read."""
