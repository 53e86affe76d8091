"""Forms of evaluating."""
