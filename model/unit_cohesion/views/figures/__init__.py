"""Figures as pure functions of a run's tables: an ECharts option each, with its question, a sentence in words, and the table drawn."""
