"""A migration drops a column at once that the services before it still read and write."""

SHORT = True
