"""A scenario and chance, made into the state of day zero: who stands where."""
