"""Bringing other timebanks in: each a dry run first, then all or nothing."""
