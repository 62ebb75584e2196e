"""One run from what is asked for to its record: run, outcomes, saving."""
