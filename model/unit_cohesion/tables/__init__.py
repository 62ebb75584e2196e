"""The tables of a run, made from log and state; the only reader and writer of Parquet."""
