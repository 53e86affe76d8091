"""Pages of designing."""
