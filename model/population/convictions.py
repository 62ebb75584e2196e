"""What people believe in on day zero: loyalty, religious and national feeling, memory of abuse; drawn independently of sect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.chance import Chance


def convictions(p: Mapping[str, Any], key: np.ndarray, band: np.ndarray, chance: Chance) -> dict[str, np.ndarray]:
    """What he brings to the rebels, in [0, 1]: ``religiosity`` (R7), ``nationalism`` (R8) and ``memory`` of abuse in service (R5)."""
    spread, officer, served = p["conviction_spread"], (band >= 2) & (band < 5), (band == 0) | (band == 5)
    religious = np.where(officer, p["religiosity_officers"], p["religiosity_civilians"])
    national = np.where(officer, p["nationalism_officers"], p["nationalism_civilians"])
    return {
        "religiosity": np.clip(religious + spread * chance.normals("religiosity", key), 0, 1),
        "nationalism": np.clip(national + spread * chance.normals("nationalism", key), 0, 1),
        "memory": np.where(served, np.clip(p["abuse_memory_mean"] + spread * chance.normals("memory", key), 0, 1), 0.0),
    }


def loyalty(p: Mapping[str, Any], key: np.ndarray, chance: Chance) -> np.ndarray:
    """Loyalty in [0, 1]: a logit-normal with the mean and about the spread of the beta distribution named by the parameters."""
    mean = p["loyalty_mean"]
    spread = 1.0 / np.sqrt(max(p["loyalty_concentration"], 1e-9) * mean * (1 - mean))
    return np.asarray(1 / (1 + np.exp(-(np.log(mean / (1 - mean)) + spread * chance.normals("loyalty", key)))))
