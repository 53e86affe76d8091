"""Forms of designing."""
