"""Orders by two numbers, of which the second is a key of 64 bits."""

from __future__ import annotations

import numpy as np

from unit_cohesion.engine.ordering import by_two


def test_by_value_then_by_every_bit_of_the_key() -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 3, 400).astype("f8")
    keys = rng.integers(0, 2**64, 400, np.uint64)
    keys[:200] = keys[200:] ^ (np.uint64(1) << rng.integers(0, 64, 200).astype(np.uint64))  # of each two one bit differs
    values[:200] = values[200:]
    order = getattr(by_two, "py_func", by_two)(values, keys)
    assert order.tolist() == sorted(range(400), key=lambda row: (values[row], int(keys[row])))
