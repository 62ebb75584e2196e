"""Running the model and judging what came out."""
