"""The public JSON API of the statistics: no key, no cookie, open to every origin."""
