"""Pages of the people room, by what they are about."""
