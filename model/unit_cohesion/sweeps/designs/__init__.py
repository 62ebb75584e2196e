"""Which runs a sweep is made of."""
