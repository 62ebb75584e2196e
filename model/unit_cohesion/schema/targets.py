"""What a run should meet, and figures that are disputed."""

from __future__ import annotations

from typing import Any, Literal

from unit_cohesion.schema.fields import Day, Entry, Id, Number, Share, Text
from unit_cohesion.vocabulary import Band, Branch, Speciality


class Cut(Entry):
    """``[targets.ID.cut]``: the same run with something done to it, which ``cohesion validate`` walks beside it."""

    on: Day | None = None
    """The first day on which it counts; the run's first if not given."""
    off: tuple[Text, ...] = ()
    """Mechanisms switched off."""
    set: dict[Text, Number | Text] = {}
    """Parameter → value."""
    times: dict[Text, Number] = {}
    """Parameter → factor of its value."""
    without: tuple[Text, ...] | None = None  # not (): the hashes of scenarios that do not say it stay as they were
    """Events and news that do not happen, by their ids, whenever they would."""
    over: dict[str, Any] | None = None
    """Tables and entries of a scenario that are laid over this one's, as those of a file over what it extends."""


class Target(Entry):
    """``[targets.ID]``: a figure that the run should meet. Which outcome reads which keys: ``OUTCOMES`` of ``unit_cohesion.outcomes``."""

    outcome: Text
    """A declared outcome: ``cohesion outcomes`` lists them."""
    low: Number | None = None
    """The least that meets it."""
    high: Number | None = None
    """The most that meets it."""
    role: Literal["fit", "predict", "check", "forcing"] = "fit"
    """What it is for: the model is fitted to it, it is predicted, only shown, or what is put in."""
    on: Day | None = None
    """The day by which it goes."""
    start: Day | None = None
    """The first day of a span, in which it is counted."""
    end: Day | None = None
    """Its last day; the run's if not given."""
    against: tuple[Day, Day] | None = None
    """Another span, of which the outcome is taken too: what is wanted is the first over the second."""
    beside: tuple[Id, ...] | None = None  # not (): the hashes of scenarios that do not say it stay as they were
    """Other formations, of which the outcome is taken too: what is wanted is that of ``formation`` over theirs."""
    sect: Id | None = None
    """The sect that it is about."""
    band: tuple[Band, ...] = ()
    """Only those of these bands of ranks."""
    branch: tuple[Branch, ...] = ()
    """Only those of these branches."""
    speciality: tuple[Speciality, ...] = ()
    """Only those of these specialities."""
    formation: tuple[Id, ...] = ()
    """Only those of these formations, with all below them."""
    place: tuple[Id, ...] = ()
    """The places that it is about."""
    values: dict[Id, Number] = {}
    """Place → figure, where an order of places is compared."""
    share: Share | None = None
    """Of runs that must be in the band; the median of runs if not given."""
    cut: Cut | None = None
    """It is about a run with something done to it."""
    relative: bool = False
    """With a cut: the outcome there, over that of the same seed without the cut."""
    title: Text = ""
    source: Text = ""

    @property
    def fit(self) -> bool:
        """Whether the model is fitted to it; the others are shown."""
        return self.role == "fit"

    @property
    def is_ratio(self) -> bool:
        """Whether its band is of a ratio of what came out to what came out elsewhere."""
        return self.relative or self.against is not None or bool(self.beside)

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Disputed(Entry):
    """``[declare.NAME]``: a figure that is disputed, to which fields of entries are bound as ``"$NAME"``."""

    value: Number
    """The central figure: all runs are made with it unless another is asked for."""
    low: Number
    """The lowest that is told; where draws are asked for it is drawn alike between the two."""
    high: Number
    title: Text = ""
    source: Text = ""

    @property
    def whole(self) -> bool:
        """Whether all three are whole, and so whatever is put in their place."""
        return all(float(one).is_integer() for one in (self.value, self.low, self.high))

    def nearest(self, number: float) -> float | int:
        """The number as the fields bound to it take it: whole where all three are."""
        return round(number) if self.whole else number
