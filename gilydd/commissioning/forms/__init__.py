"""Forms of commissioning."""
