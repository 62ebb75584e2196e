"""Lessons: their file format, the runs behind them, and the self-contained pages that are made of both."""
