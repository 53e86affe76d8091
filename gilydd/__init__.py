"""Gilydd: co-production of public services as one chain."""

__version__ = "0.1.0"
