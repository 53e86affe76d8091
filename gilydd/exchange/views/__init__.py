"""Pages of the exchange, one module for each part of it."""
