"""What may stand in a scenario file: every table and key, with type, range and meaning (checks across tables: ``scenario/checks.py``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, WrapValidator

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")]
TargetId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,47}$")]
Year = Annotated[int, Field(ge=1900, le=2100)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=2000)]
Count = Annotated[int, Field(ge=0, le=100_000)]

BRANCHES = ("army", "air force", "navy", "security", "intelligence", "police", "none")
ARMED_FORCES = BRANCHES[:3]
SPECIALITIES = (
    "infantry", "armour", "artillery", "engineers", "signals", "logistics", "medical",
    "air defence", "pilot", "naval", "intelligence",
)  # fmt: skip
RANKS = (
    "soldier", "sergeant", "warrant officer", "lieutenant", "captain", "major", "lieutenant colonel", "colonel", "brigadier",
    "general", "civilian",
)  # fmt: skip
BANDS = ("soldiers", "NCOs", "junior officers", "senior officers", "generals", "civilians")
BAND_OF_RANK = (0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5)
ARMY_BANDS = BANDS[:5]
OFFICER_BANDS = BANDS[2:5]
CALL_UP_DAYS = 30  # between the days on which conscripts are let go and called up (I8)
CIVIL = len(BANDS) - 1  # row of those who never served in this army: rebels-to-be
NEWS_KINDS = ("leader_exit", "pledge", "rumour", "story")
PERPETRATORS = ("regime", "rebels", "extremists")
EVENT_KINDS = (
    "massacre", "siege", "relief", "foreign_help", "commander_killed", "commander_leaves", "pay_stops", "pay_resumes", "discharge_stops",
    "amnesty", "safe_area", "safe_area_lost", "border_closed", "border_open", "agreement", "murder",
)  # fmt: skip

Branch = Literal["army", "air force", "navy", "security", "intelligence", "police"]
Speciality = Literal[
    "infantry", "armour", "artillery", "engineers", "signals", "logistics", "medical", "air defence", "pilot", "naval", "intelligence",
]  # fmt: skip
Band = Literal["soldiers", "NCOs", "junior officers", "senior officers", "generals"]


class Keys(NamedTuple):
    """What news or an event of one kind says besides its dates (and its id, kind, title and source), since a rule reads it.

    Attributes:
        needs: what it must say. may: what it may say. rebels: whether it acts on the rebel side only.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    rebels: bool = False


class Entry(BaseModel):
    """A table of a scenario file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class About(Entry):
    """``[scenario]``: what the file is."""

    title: Text
    question: Text
    start: Day
    days: int = Field(ge=1, le=10_000)
    persons_per_agent: int = Field(ge=1, le=1_000)
    sources: tuple[Text, ...] = ()


class Sect(Entry):
    """``[[sects]]``: a group as a structural position, never an inborn loyalty."""

    id: Id
    name: Text
    population_share: Share  # of the country's people
    sensitive_post_share: Share  # of senior and sensitive posts
    watched: Share  # how far the regime suspects, watches and hits this group: 0 not at all, 1 fully
    ruling: bool = False  # the ruler's own group; exactly one
    faith: Id | None = None  # of an ethnic group: the group whose faith it shares, with which it is counted where a figure is of faith


class Country(Entry):
    """``[[countries]]``: a neighbour across a land border."""

    id: Id
    name: Text
    camps: bool = True  # takes people who flee into camps


class Place(Entry):
    """``[[places]]``: a region on a small tile grid."""

    id: Id
    name: Text
    x: int = Field(ge=0, le=50)  # tile column, from the west
    y: int = Field(ge=0, le=50)  # tile row, from the north
    population: int = Field(ge=1, le=1_000_000_000)
    sects: dict[Id, Share]  # shares of its people; they sum to 1
    neighbours: tuple[Id, ...]  # places it touches
    borders: tuple[Id, ...] = ()  # countries it touches
    coast: bool = False
    violence: Amount = 1.0  # relative weight of deaths that fall here
    control: Share = 1.0  # the regime's control on day one


class Intake(Entry):
    """``[[army.intakes]]``: who was taken in, to fill which seats."""

    id: Id
    band: Band
    conscript: bool = False
    officer_school: bool = False  # passed through an officer school (career officers)
    ranks: dict[str, Share]  # rank → share, all of the band; they sum to 1
    cohorts: tuple[Year, Year]  # first and last year of entry
    shares: dict[Id, Share]  # sect → share over the whole army; they sum to 1
    trusted_ruling_share: Share | None = None  # share of the ruling group in trusted formations; the others' shares elsewhere follow


class Establishment(Entry):
    """``[[army.establishments]]``: the seats of one kind of unit."""

    id: Id
    seats: dict[Id, Annotated[int, Field(ge=0, le=900)]]  # intake → persons
    sensitive: dict[Id, Share] = {}  # intake → share of its seats that are sensitive posts


class Formation(Entry):
    """``[[army.formations]]``: a formation; brigades × battalions × companies, each with its staff."""

    id: Id
    name: Text
    kind: Text  # corps, division, brigade, agency, service ...
    parent: Id | None = None
    branch: Branch
    places: tuple[Id, ...] = Field(min_length=1)  # where its brigades stand, by turns
    trusted: bool = False  # part of the trusted core
    arms: dict[str, Share] = {"infantry": 1.0}  # speciality → share; they sum to 1
    brigades: Annotated[int, Field(ge=0, le=200)] = 1
    battalions: Annotated[int, Field(ge=0, le=50)] = 1  # in each brigade
    companies: Annotated[int, Field(ge=0, le=50)] = 1  # in each battalion
    company: Id | None = None  # establishment of each company
    battalion_staff: Id | None = None
    brigade_staff: Id | None = None
    staff: Id | None = None  # of the formation itself


class Army(Entry):
    """``[army]``: the order of battle."""

    name: Text = "army"
    intakes: tuple[Intake, ...] = Field(min_length=1)
    establishments: tuple[Establishment, ...] = Field(min_length=1)
    formations: tuple[Formation, ...] = Field(min_length=1)


class Series(Entry):
    """``[[series]]``: a monthly series; ids ``deaths`` (all) and ``regime_deaths`` are read by W1."""

    id: Literal["deaths", "regime_deaths"]
    start: Day  # first day of the first month
    monthly: tuple[Amount, ...] = Field(min_length=1, max_length=600)
    source: Text = ""


class News(Entry):
    """``[[news]]``: a dated piece of news; which kind reads which keys: ``KEYS`` of ``model/unit_cohesion/rules/news.py``."""

    id: Id
    kind: Literal["leader_exit", "pledge", "rumour", "story"]
    title: Text = ""
    about: Id | None = None  # the sect it is about (its symbols: N5)
    origin: Day  # when insiders can know
    release: Day  # when others hear
    reliability: Share = 1.0
    men: Annotated[int, Field(ge=0, le=10_000)] = 12  # men shown in a pledge
    speaker: Text = ""  # a face seen before counts less
    staged: bool = False  # made by the other side
    exposed: Day | None = None  # when a staging is exposed
    place: Id | None = None  # pledge: where it was filmed, when that is told; others: shown, read by no rule
    source: Text = ""


def _own_kind(kind: Any, known: Callable[[Any], str], info: ValidationInfo) -> str:
    return kind if isinstance(kind, str) and kind in (info.context or ()) else known(kind)


EventKind = Annotated[
    Literal[
        "massacre", "siege", "relief", "foreign_help", "commander_killed", "commander_leaves", "pay_stops", "pay_resumes",
        "discharge_stops",
        "amnesty", "safe_area", "safe_area_lost", "border_closed", "border_open", "agreement", "murder",
    ],
    WrapValidator(_own_kind),
]  # fmt: skip
"""What kind of event it is; rules from outside can bring further kinds, as the context of validation."""


class Event(Entry):
    """``[[events]]``: something that happens on a date; ``KEYS`` of ``unit_cohesion.rules.events`` says which keys each kind reads."""

    id: Id
    date: Day
    kind: EventKind
    title: Text = ""
    place: Id | None = None  # where; murder: of an outspoken officer there
    country: Id | None = None  # whose border it is
    unit: Text | None = None  # whose commander is killed, or leaves
    sect: Id | None = None  # the community hit
    by: Literal["regime", "rebels", "extremists"] | None = None  # who did it (V1); the regime if not given
    value: Amount | None = None  # massacre: deaths; foreign_help: men's worth; amnesty: days inside; agreement: consensus, 0 to 1
    abroad: Amount | None = None  # days of an amnesty for those abroad
    source: Text = ""


class Sponsor(Entry):
    """``[[sponsors]]``: a state or network that pays and arms militias (S1-S7)."""

    id: Id
    name: Text
    start: Day  # of its first money
    agenda: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]  # -1: a national, secular order; 1: a religious one
    loyalty_weight: Share | None = None  # weight of loyalty against capability; the rule's own (sponsor_loyalty_weight) if not given
    budget: Amount  # persons whose pay it can carry
    country: Id | None = None  # neighbour through which its help passes
    key: bool = False  # one of those whose consensus counts for a national army (B1)
    foreign: bool = False  # money from abroad that taints those who take it (R17)
    source: Text = ""


class Militia(Entry):
    """``[[militias]]``: an armed group that existed under a name; local ones arise by themselves (R15)."""

    id: Id
    name: Text
    place: Id
    founded: Day
    early: Share = 0.5  # legitimacy won by early involvement (R3)
    means: Share = 0.2  # own money (R3)
    religiosity: Share = 0.4
    nationalism: Share = 0.5
    warlordism: Share = 0.1
    organisation: Share = 0.4  # order and discipline (R4)
    sect: Id | None = None  # the leader's; the largest group of the place if not given
    officer_led: bool = False  # led by a defected officer
    extremist: bool = False  # R20
    patron: Id | None = None  # its first sponsor
    size: Annotated[int, Field(ge=0, le=100_000)] = 50  # civilians who take up arms with it on the first day
    source: Text = ""


class Cut(Entry):
    """``[targets.ID.cut]``: the same run with something done to it, which ``cohesion validate`` walks beside it."""

    on: Day | None = None  # the first day on which it counts; the run's first if not given
    off: tuple[Text, ...] = ()  # mechanisms switched off
    set: dict[Text, Number | Text] = {}  # parameter → value
    times: dict[Text, Number] = {}  # parameter → factor of its value


class Target(Entry):
    """``[targets.ID]``: a figure that the run should meet. Which outcome reads which keys: ``OUTCOMES`` of ``unit_cohesion.outcomes``."""

    outcome: Text  # a declared outcome
    low: Number | None = None
    high: Number | None = None
    role: Literal["fit", "predict", "check", "forcing"] = "fit"
    on: Day | None = None  # the day by which it goes
    start: Day | None = None  # or a span: its first day
    end: Day | None = None  # and its last
    against: tuple[Day, Day] | None = None  # another span, of which the outcome is taken too: what is wanted is the first over the second
    sect: Id | None = None  # who or what it is about
    band: tuple[Band, ...] = ()  # or only those of
    branch: tuple[Branch, ...] = ()
    speciality: tuple[Speciality, ...] = ()
    formation: tuple[Id, ...] = ()  # with all below it
    place: tuple[Id, ...] = ()
    values: dict[Id, Number] = {}  # place → figure, where an order of places is compared
    share: Share | None = None  # of runs that must be in the band; the median of runs if not given
    cut: Cut | None = None  # it is about a run with something done to it
    relative: bool = False  # with a cut: the outcome there, over that of the same seed without the cut
    title: Text = ""
    source: Text = ""

    @property
    def fit(self) -> bool:
        """Whether the model is fitted to it; the others are shown."""
        return self.role == "fit"

    @property
    def is_ratio(self) -> bool:
        """Whether its band is of a ratio of what came out to what came out elsewhere."""
        return self.relative or self.against is not None

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Contents(Entry):
    """A whole scenario file but for the rules' parameters."""

    scenario: About
    sects: tuple[Sect, ...] = Field(min_length=1, max_length=50)
    countries: tuple[Country, ...] = ()
    places: tuple[Place, ...] = Field(min_length=1, max_length=500)
    army: Army
    series: tuple[Series, ...] = ()
    news: tuple[News, ...] = ()
    events: tuple[Event, ...] = ()
    sponsors: Annotated[tuple[Sponsor, ...], Field(max_length=50)] = ()
    militias: Annotated[tuple[Militia, ...], Field(max_length=300)] = ()
    targets: dict[TargetId, Target] = {}
    prior: dict[str, tuple[Number, Number]] = {}  # parameter → range in which it is drawn where draws are asked for
