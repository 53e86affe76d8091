"""Pages of delivering, one module for each part of it."""
