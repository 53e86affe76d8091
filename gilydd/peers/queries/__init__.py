"""Reads of the room of peers, by what they are about."""
