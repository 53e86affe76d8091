"""A matching round of a community: its document, how it is worked out, its circles drawn and told."""
