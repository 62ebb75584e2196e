"""Parts of which random wars are made."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

START, MOST_DAYS = date(2011, 3, 15), 120

share = st.floats(0, 1)
amount = st.floats(0, 1000)
days_from_start = st.integers(-20, MOST_DAYS).map(lambda days: START + timedelta(days=days))
