"""What may stand in a scenario file: every table and key, with type, range and meaning (checks across tables: ``scenario/checks.py``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, WrapValidator

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")]
TargetId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,47}$")]
FIRST_YEAR, LAST_YEAR = 1800, 2100
"""Of all dates, and of years in which men entered."""
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Day = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=2000)]
Count = Annotated[int, Field(ge=0, le=100_000)]

BRANCHES = ("army", "air force", "navy", "security", "intelligence", "police", "none")
ARMED_FORCES = BRANCHES[:3]
SPECIALITIES = (
    "infantry",
    "armour",
    "artillery",
    "engineers",
    "signals",
    "logistics",
    "medical",
    "air defence",
    "pilot",
    "naval",
    "intelligence",
)
RANKS = (
    "soldier",
    "sergeant",
    "warrant officer",
    "lieutenant",
    "captain",
    "major",
    "lieutenant colonel",
    "colonel",
    "brigadier",
    "general",
    "civilian",
)
BANDS = ("soldiers", "NCOs", "junior officers", "senior officers", "generals", "civilians")
BAND_OF_RANK = (0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5)
ARMY_BANDS = BANDS[:5]
OFFICER_BANDS = BANDS[2:5]
HERE = "here"
"""Among the homes of a formation's men: the place where their unit is garrisoned."""
CALL_UP_DAYS = 30  # between the days on which conscripts are let go and called up (I8)
CIVIL = len(BANDS) - 1  # row of those who never served in this army: rebels-to-be
NewsKind = Literal["leader_exit", "pledge", "rumour", "story", "word"]
NEWS_KINDS: tuple[str, ...] = get_args(NewsKind)
Perpetrator = Literal["regime", "rebels", "extremists"]
PERPETRATORS: tuple[str, ...] = get_args(Perpetrator)
KnownEventKind = Literal[
    "massacre",
    "siege",
    "relief",
    "foreign_help",
    "commander",
    "pay_stops",
    "pay_resumes",
    "discharge_stops",
    "amnesty",
    "safe_area",
    "safe_area_lost",
    "border_closed",
    "border_open",
    "agreement",
    "murder",
    "order",
]
EVENT_KINDS: tuple[str, ...] = get_args(KnownEventKind)
CommanderWay = Literal["leaves", "killed", "changes_side", "replaced"]
COMMANDER_WAYS: tuple[str, ...] = get_args(CommanderWay)
"""What a commander does, or what is done to him, in an event of the kind ``commander``."""
OrderGiven = Literal["stand", "shoot", "withdraw"]
ORDERS: tuple[str, ...] = get_args(OrderGiven)
"""What an event of the kind ``order`` tells units to do amid a crowd; ``stand`` takes back what was ordered before."""

Terms = Literal["go_home", "passage", "change_side"]
TERMS: tuple[str, ...] = get_args(Terms)
"""What units are offered that lay down their arms: to go home, disarmed; to fall back; to fight on the other side."""

Branch = Literal["army", "air force", "navy", "security", "intelligence", "police"]
Speciality = Literal[
    "infantry", "armour", "artillery", "engineers", "signals", "logistics", "medical", "air defence", "pilot", "naval", "intelligence"
]
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
    """What it is called."""
    question: Text
    """What it asks."""
    start: Day
    """Date of day 1."""
    days: int = Field(ge=1, le=10_000)
    """How many days are walked."""
    persons_per_agent: int = Field(ge=1, le=1_000)
    """Persons that each agent stands for; 1 is a person each."""
    sources: tuple[Text, ...] = ()
    """Where its numbers come from."""
    case: bool | None = None
    """A case: it holds facts only, and no parameter of behaviour, which is one set shared by all cases."""
    given: tuple[Id, ...] | None = None
    """A case: ids of the dated entries that tell of what a pattern is about, within its days; any other is refused."""


class Sect(Entry):
    """``[[sects]]``: a group as a structural position, never an inborn loyalty."""

    id: Id
    name: Text
    population_share: Share
    """Of the country's people."""
    sensitive_post_share: Share
    """Of senior and sensitive posts."""
    watched: Share
    """How far the regime suspects, watches and hits this group: 0 not at all, 1 fully."""
    ruling: bool = False
    """The ruler's own group; one at most."""
    faith: Id | None = None
    """Of an ethnic group: the group whose faith it shares, with which it is counted where a figure is of faith."""


class Country(Entry):
    """``[[countries]]``: a neighbour across a land border."""

    id: Id
    name: Text
    camps: bool = True
    """Takes people who flee into camps."""


class Place(Entry):
    """``[[places]]``: a region on a small tile grid."""

    id: Id
    name: Text
    x: int = Field(ge=0, le=50)
    """Tile column, from the west."""
    y: int = Field(ge=0, le=50)
    """Tile row, from the north."""
    population: int = Field(ge=1, le=1_000_000_000)
    sects: dict[Id, Share]
    """Shares of its people; they sum to 1."""
    neighbours: tuple[Id, ...]
    """Places it touches."""
    borders: tuple[Id, ...] = ()
    """Countries it touches."""
    coast: bool = False
    """Lies by the sea (shown, read by no rule)."""
    violence: Amount = 1.0
    """Relative weight of deaths that fall here."""
    control: Share = 1.0
    """The regime's control on day one."""


class Intake(Entry):
    """``[[army.intakes]]``: who was taken in, to fill which seats."""

    id: Id
    band: Band
    """The ranks it fills."""
    conscript: bool = False
    """Serves a term, then another is called up to his place."""
    officer_school: bool = False
    """Passed through an officer school (career officers)."""
    ranks: dict[str, Share]
    """Rank → share, all of the band; they sum to 1."""
    cohorts: tuple[Year, Year]
    """First and last year of entry."""
    shares: dict[Id, Share]
    """Sect → share over the whole army; they sum to 1."""
    trusted_ruling_share: Share | None = None
    """Share of the ruling group in trusted formations; the others' shares elsewhere follow."""


class Establishment(Entry):
    """``[[army.establishments]]``: the seats of one kind of unit."""

    id: Id
    seats: dict[Id, Annotated[int, Field(ge=0, le=900)]]
    """Intake → persons."""
    sensitive: dict[Id, Share] = {}
    """Intake → share of its seats that are sensitive posts."""
    alike: Share | None = None
    """Share of pairs of its men who were born in one place; as bonds are anywhere if not given."""


class Formation(Entry):
    """``[[army.formations]]``: a formation; brigades × battalions × companies, each with its staff."""

    id: Id
    name: Text
    kind: Text
    """Corps, division, brigade, agency, service ..."""
    parent: Id | None = None
    """The formation above."""
    branch: Branch
    places: tuple[Id, ...] = Field(min_length=1)
    """Where its brigades stand, by turns."""
    trusted: bool = False
    """Part of the trusted core."""
    arms: dict[str, Share] = {"infantry": 1.0}
    """Speciality → share; they sum to 1."""
    brigades: Annotated[int, Field(ge=0, le=200)] = 1
    """How many."""
    battalions: Annotated[int, Field(ge=0, le=50)] = 1
    """In each brigade."""
    companies: Annotated[int, Field(ge=0, le=50)] = 1
    """In each battalion."""
    company: Id | None = None
    """Establishment of each company."""
    battalion_staff: Id | None = None
    """Establishment of each battalion's staff; none without it."""
    brigade_staff: Id | None = None
    """Establishment of each brigade's staff; none without it."""
    staff: Id | None = None
    """Establishment of the formation's own staff; none without it."""
    present: Annotated[float, Field(ge=0.01, le=1, allow_inf_nan=False)] | None = None
    """Share of its men on paper who are there on day one; all if not given."""
    commander_since: Day | None = None
    """Since when its units have had their commanders, not after the start; so long that they are known if not given."""
    replaced: Share | None = None
    """Share of its men who came within the year before day one, one after the other; none if not given."""
    pay_late: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] | None = None
    """Months by which its pay is late on day one; none if not given."""
    homes: dict[Id, Share] | None = None
    """Place → share of its men whose home it is, ``here`` for their unit's garrison; they sum to 1. As people live if not given."""
    keeps_posts: bool | None = None
    """Stands in scattered posts, as police do: neither in barracks nor sent elsewhere, unless it is ordered to withdraw."""


class Army(Entry):
    """``[army]``: the order of battle."""

    name: Text = "army"
    intakes: tuple[Intake, ...] = Field(min_length=1)
    establishments: tuple[Establishment, ...] = Field(min_length=1)
    formations: tuple[Formation, ...] = Field(min_length=1)


class Series(Entry):
    """``[[series]]``: a monthly series; ids ``deaths`` (all) and ``regime_deaths`` are read by W1."""

    id: Literal["deaths", "regime_deaths"]
    start: Day
    """First day of the first month."""
    monthly: tuple[Amount, ...] = Field(min_length=1, max_length=600)
    source: Text = ""


class News(Entry):
    """``[[news]]``: a dated piece of news; which kind reads which keys: ``KEYS`` of ``model/unit_cohesion/rules/news.py``."""

    id: Id
    kind: NewsKind
    title: Text = ""
    about: Id | None = None
    """The sect it is about (its symbols: N5); a story, word: to whom it is told, everybody if not given."""
    origin: Day
    """When insiders can know."""
    release: Day
    """When others hear."""
    reliability: Share = 1.0
    men: Annotated[int, Field(ge=0, le=10_000)] = 12
    """Men shown in a pledge."""
    speaker: Text = ""
    """A face seen before counts less."""
    staged: bool = False
    """Made by the other side."""
    exposed: Day | None = None
    """When a staging is exposed."""
    place: Id | None = None
    """Pledge: where it was filmed, when that is told; word: which place it tells to be lost; others: shown, read by no rule."""
    of: Text | None = None
    """Word: which formation, or unit, it tells to be gone."""
    patron: Id | None = None
    """Word: which patron it tells to be about to go."""
    source: Text = ""


def _own_kind(kind: Any, known: Callable[[Any], str], info: ValidationInfo) -> str:
    return kind if isinstance(kind, str) and kind in (info.context or ()) else known(kind)


EventKind = Annotated[KnownEventKind, WrapValidator(_own_kind)]
"""What kind of event it is; rules from outside can bring further kinds, as the context of validation."""


class Event(Entry):
    """``[[events]]``: something that happens on a date; ``KEYS`` of ``unit_cohesion.rules.events`` says which keys each kind reads."""

    id: Id
    date: Day
    kind: EventKind
    title: Text = ""
    place: Id | None = None
    """Where; murder: of an outspoken officer there."""
    country: Id | None = None
    """Whose border it is."""
    of: Text | None = None
    """Commander: whose, the id of a company or staff, or of a formation, brigade or battalion with a staff. Order: whom it binds, with all
    below; the whole army if not given."""
    way: CommanderWay | None = None
    """What he does, or what is done to him."""
    sect: Id | None = None
    """The community hit."""
    by: Perpetrator | None = None
    """Who did it (V1); the regime if not given."""
    value: Amount | None = None
    """Massacre: deaths; foreign_help: men's worth; amnesty: days inside; agreement: consensus, 0 to 1."""
    abroad: Amount | None = None
    """Days of an amnesty for those abroad."""
    to: OrderGiven | None = None
    """Order: what units amid a crowd are told to do."""
    end: Day | None = None
    """Order: the last day on which it binds; until another one if not given."""
    source: Text = ""


class Crowd(Entry):
    """``[[crowds]]``: people in the streets of a place, day after day, amid whom units stand (W7)."""

    id: Id
    place: Id
    start: Day
    """Its first day."""
    end: Day
    """Its last day."""
    size: Annotated[float, Field(ge=1, le=1e8, allow_inf_nan=False)]
    """Persons there on a day."""
    groups: dict[Id, Share] = {}
    """Sect → share of it; they sum to 1. As the people of the place if not given."""
    title: Text = ""
    source: Text = ""


class Offer(Entry):
    """``[[offers]]``: terms on which rebels let units lay down their arms, wherever they stand before them (W9)."""

    id: Id
    start: Day
    """Its first day."""
    end: Day | None = None
    """Its last day; the run's if not given."""
    terms: tuple[Terms, ...]
    """Of which each man takes one."""
    kept: Share = 1.0
    """How often such terms were kept before, and are kept."""
    by: Id | None = None
    """The militia that makes it, where it stands; any rebels if not given."""
    title: Text = ""
    source: Text = ""


class Patron(Entry):
    """``[[patrons]]``: a state that keeps the regime's army going until it goes (N9)."""

    id: Id
    name: Text
    start: Day | None = None
    """Its first day; the run's if not given."""
    announced: Day | None = None
    """The day on which it is made known that it goes; its last if not given."""
    end: Day | None = None
    """Its last day; it stays if not given."""
    men: Amount = 0.0
    """What its men, aircraft and advisers are worth on the regime's side, in deployed men."""
    air: Share = 0.0
    """Share of the regime's own sorties that hang on its technicians and parts."""
    pay: Share = 0.0
    """Share of the army's pay that it carries."""
    source: Text = ""


class Sponsor(Entry):
    """``[[sponsors]]``: a state or network that pays and arms militias (S1-S7)."""

    id: Id
    name: Text
    start: Day
    """Of its first money."""
    agenda: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
    """-1: a national, secular order; 1: a religious one."""
    loyalty_weight: Share | None = None
    """Weight of loyalty against capability; the rule's own (sponsor_loyalty_weight) if not given."""
    budget: Amount
    """Persons whose pay it can carry."""
    country: Id | None = None
    """Neighbour through which its help passes."""
    key: bool = False
    """One of those whose consensus counts for a national army (B1)."""
    foreign: bool = False
    """Money from abroad that taints those who take it (R17)."""
    source: Text = ""


class Captives(Entry):
    """``captives`` of a militia: shares of those who are taken; the others stay captives."""

    released: Share = 0.0
    """Disarmed and sent home."""
    killed: Share = 0.0


class Militia(Entry):
    """``[[militias]]``: an armed group that existed under a name; local ones arise by themselves (R15)."""

    id: Id
    name: Text
    place: Id
    founded: Day
    early: Share = 0.5
    """Legitimacy won by early involvement (R3)."""
    means: Share = 0.2
    """Own money (R3)."""
    religiosity: Share = 0.4
    nationalism: Share = 0.5
    warlordism: Share = 0.1
    organisation: Share = 0.4
    """Order and discipline (R4)."""
    sect: Id | None = None
    """The leader's; the largest group of the place if not given."""
    officer_led: bool = False
    """Led by a defected officer."""
    extremist: bool = False
    """Fights for a faith's order (R20)."""
    patron: Id | None = None
    """Its first sponsor."""
    size: Annotated[int, Field(ge=0, le=100_000)] = 50
    """Civilians who take up arms with it on the first day."""
    captives: Captives | None = None
    """What it does with captives; it keeps them if not given (W9)."""
    moves: bool = False
    """Moves on to the next place once its ground is won (W8)."""
    source: Text = ""


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
    crowds: Annotated[tuple[Crowd, ...], Field(max_length=500)] = ()
    offers: Annotated[tuple[Offer, ...], Field(max_length=100)] = ()
    patrons: Annotated[tuple[Patron, ...], Field(max_length=50)] = ()
    sponsors: Annotated[tuple[Sponsor, ...], Field(max_length=50)] = ()
    militias: Annotated[tuple[Militia, ...], Field(max_length=300)] = ()
    targets: dict[TargetId, Target] = {}
    prior: dict[str, tuple[Number, Number]] = {}
    """Parameter → range in which it is drawn where draws are asked for."""
    declare: Annotated[dict[Id, Disputed], Field(max_length=100)] = {}
    """Figures that are disputed, by name."""
