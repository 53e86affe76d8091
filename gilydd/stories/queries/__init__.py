"""Queries of the stories room, one module for each part of it."""
