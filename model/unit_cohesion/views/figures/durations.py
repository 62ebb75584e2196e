"""How long people serve and how it ends: Kaplan–Meier with bands, and cumulative incidence (Aalen–Johansen), from a run's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import ARREST, CAPTURE, DEATH, DEFECTION, DESERTION, DISCHARGE, LEAVING
from unit_cohesion.vocabulary import SERVING, STATUSES

EXITS = (DEFECTION, DESERTION, CAPTURE, ARREST, DEATH, DISCHARGE)
"""Every way out of serving."""
NORMAL_95 = 1.959964
_SERVING = STATUSES[SERVING]


def spells(people: pd.DataFrame, events: pd.DataFrame, days: int) -> pd.DataFrame:
    """One row for each who ever served: ``sect, band, persons, entry, exit, how`` (entry 0 from the start; how is empty if he still serves;
    persons: for how many he stands)."""
    at = pd.Index(people["person"])
    came, went = (events[events[column] == _SERVING].drop_duplicates("person") for column in ("to_status", "from_status"))
    entry, exit, how = np.zeros(len(people), int), np.full(len(people), days), np.full(len(people), "", dtype=object)
    entry[at.get_indexer(came["person"])] = came["day"]
    row = at.get_indexer(went["person"])
    exit[row], how[row] = went["day"], went["event"].astype(object)
    served = (people["status"] == _SERVING).to_numpy() | (how != "")
    made = pd.DataFrame({**people[["sect", "band", "persons"]], "entry": entry, "exit": exit, "how": how})
    kept: pd.DataFrame = made.loc[served & (made["exit"] > made["entry"])]
    return kept


def at_risk(spells: pd.DataFrame, days: int, power: int = 1) -> np.ndarray:
    """How many persons serve at the beginning of each day 1..days; or the sum of a power of their agents' weights."""
    weights = spells["persons"].to_numpy() ** power
    entered = np.bincount(spells["entry"], weights, days + 1).cumsum()[:days]
    gone = np.bincount(spells["exit"], np.where(spells["how"] != "", weights, 0.0), days + 1).cumsum()[:days]
    return np.asarray(np.round(entered - gone, 6))  # nobody is nobody, not a rest of a sum


def kaplan_meier(spells: pd.DataFrame, days: int) -> pd.DataFrame:
    """``day, at_risk, left, stay, low, high`` for day 0..days: the share that would stay if leaving were the only way out, with 95 % bands.

    Counts are persons. Those who die or are discharged or jailed count as long as they serve. Bands: Wilson's, of as many agents of equal
    weight as would give Greenwood's variance (Rothman), at risk counted by Kish's effective number; while nobody has left, of those at
    risk. (On the log(−log) scale the first who leaves a small group opens a band that spans a fifth of it, and the tenth closes it.)
    """
    risk = at_risk(spells, days)
    left = np.round(np.bincount(spells["exit"], np.where(spells["how"].isin(LEAVING), spells["persons"], 0.0), days + 1)[1 : days + 1], 6)
    with np.errstate(divide="ignore", invalid="ignore"):
        agents = risk**2 / at_risk(spells, days, 2)
        stay = np.cumprod(np.where(risk > 0, 1 - left / risk, 1.0))
        variance = np.cumsum(np.where((risk > 0) & (left < risk), left / (agents * (risk - left)), 0.0))
        alike = np.where((stay < 1) & (stay > 0), (1 - stay) / (stay * variance), agents)
    known = pd.Series(alike).ffill().fillna(np.inf).to_numpy()  # who is not at risk tells nothing new
    eve = slice(0, 1)
    rows = pd.DataFrame({"day": np.arange(1, days + 1), "at_risk": risk, "left": left, "stay": stay, "alike": known})
    found = pd.concat([rows[eve].assign(day=0, left=0.0, stay=1.0, alike=agents[eve]), rows], ignore_index=True)
    return found.drop(columns="alike").assign(**_wilson(found["stay"].to_numpy(), found["alike"].to_numpy()))


def _wilson(share: np.ndarray, n: np.ndarray) -> dict[str, np.ndarray]:
    """The ends of the 95 % band of a share of so many."""
    z2 = NORMAL_95**2
    middle, half = share + z2 / (2 * n), NORMAL_95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return {"low": (middle - half) / (1 + z2 / n), "high": (middle + half) / (1 + z2 / n)}


def incidence(spells: pd.DataFrame, days: int) -> pd.DataFrame:
    """``day`` 0..days and a column for each way out: the share gone that way by then, all ways taken together (Aalen–Johansen)."""
    risk, persons = np.maximum(at_risk(spells, days), 1e-9), spells["persons"]
    out = {how: np.bincount(spells["exit"], np.where(spells["how"] == how, persons, 0.0), days + 1)[1 : days + 1] for how in EXITS}
    before = np.concatenate([[1.0], np.cumprod(1 - sum(out.values()) / risk)[:-1]])
    return pd.DataFrame(
        {"day": np.arange(days + 1)} | {how: np.concatenate([[0.0], np.cumsum(before * n / risk)]) for how, n in out.items()}
    )
