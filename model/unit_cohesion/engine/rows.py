"""Rows and tables as rules see them, for type checkers and editors alone: nothing imports this module when it runs.

Made by `make docs` from what the rules declare, with `unit_cohesion.views.docs.row_types`; do not edit. It imports nothing of the model,
so that the rules and the engine below them can both name its types.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Never, Protocol, SupportsIndex, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Row = TypeVar("Row", covariant=True)
Value = TypeVar("Value", covariant=True)


class Table(Protocol[Row]):
    """Rows of one kind."""

    def __getitem__(self, row: SupportsIndex, /) -> Row: ...
    def __iter__(self) -> Iterator[Row]: ...
    def __len__(self) -> int: ...


class Fixed(Protocol[Value]):
    """A column that is set at birth and never written by a rule."""

    def __get__(self, row: object, kind: object = None, /) -> Value: ...
    def __set__(self, row: object, value: Never, /) -> None: ...


# ---- arrays

Rows: TypeAlias = NDArray[np.integer[Any]]
"""Numbers of rows, days or codes, one after the other."""
Slots: TypeAlias = NDArray[np.integer[Any]]
"""By place and slot, the militia that stands there (row), or -1."""
Roads: TypeAlias = NDArray[np.integer[Any]]
"""By place, the places next to it (rows), in order of their ids, or -1."""
Numbers: TypeAlias = NDArray[np.float64]
Hazards: TypeAlias = NDArray[np.float64]
"""Daily hazards, by way."""
Fares: TypeAlias = NDArray[np.float64]
"""By status: numbers of leavers, or how well a leaver fares."""
Fared: TypeAlias = NDArray[np.float64]
"""Persons by way, band, sect and status."""
Counts: TypeAlias = NDArray[np.float64]
"""Persons by sect, band and status; or by band or speciality alone."""
Heat: TypeAlias = NDArray[np.float64]
"""By place, its share of all violence."""
Powers: TypeAlias = NDArray[np.float64]
"""By place, worth in deployed men."""
Turns: TypeAlias = NDArray[np.float64]
"""By unit, in which order it is used."""
Wanted: TypeAlias = NDArray[np.float64]
"""By band and speciality, a daily hazard."""
Paid: TypeAlias = NDArray[np.float64]
"""By militia, how many fighters' pay arrives."""
Passage: TypeAlias = NDArray[np.float64]
"""By country and place, places to cross from its border."""
Trail: TypeAlias = NDArray[np.float64]
"""By week, the army's strength and the rebels'."""
Matrix: TypeAlias = NDArray[np.float64]
"""Log-factors, rows by terms."""
History: TypeAlias = NDArray[np.floating[Any]]
"""Of some days: log-factors, or pressures."""
Statuses: TypeAlias = NDArray[np.bool_]
"""By status, whether it is meant."""
Stream: TypeAlias = np.uint64
"""The key of a stream of draws."""
Streams: TypeAlias = NDArray[np.uint64]
"""Keys of streams that stand side by side."""
Bits: TypeAlias = NDArray[np.uint64]
"""By status and block of 64 people, who has it."""

# ---- tables


class Person:
    """A row of ``people``."""

    key: Fixed[np.uint64]  # stable key: formation, unit, seat [key]
    unit: Fixed[int]  # the unit that he serves or served in [row of units]
    seat: Fixed[int]  # seat in the unit; of civilians: number in their community [number]
    sect: Fixed[int]  # sect: a group, a structural position [row of sects]
    faith: Fixed[int]  # the group by faith alone: of an ethnic group, the one whose faith it shares [row of sects]
    rank: Fixed[int]  # rank [row of RANKS]
    band: Fixed[int]  # rank band [row of BANDS]
    speciality: Fixed[int]  # speciality [row of SPECIALITIES]
    post: Fixed[bool]  # holds a sensitive post [yes/no]
    intake: Fixed[int]  # how he was taken in [row of intakes]
    cohort: Fixed[int]  # year of entry [year]
    home: Fixed[int]  # home place [row of places]
    kin: Fixed[int]  # kin group: same home and sect [key]
    competence: Fixed[float]  # competence [1]
    sent: Fixed[bool]  # would be sent by intelligence if he left [yes/no]
    spell: int  # how many statuses he has entered before [number]
    religiosity: Fixed[float]  # religious feeling [1]
    nationalism: Fixed[float]  # how openly he stands for the nation against sectarian practice [1]
    memory: Fixed[float]  # memory of abuse by officers in compulsory service [1]
    militia: int  # militia that he is with or applies to, if any [row of militias]
    true_reason: int  # true reason of staying out of the fight, if he does [row of TRUE_REASONS]
    way: int  # way he left by, -1 before [row of WAYS]
    from_place: int  # where his unit stood when he left [row of places]
    seen_besieged: bool  # his unit was besieged when he left [yes/no]
    seen_pressed: float  # how far rebels held the home of his relatives when he left [1]
    outrage_day: int  # day of the latest reprisal on his kin [day]
    outrage_source: int  # who or what brought it on [source]
    heard_day: int  # day of the latest such word [day]
    heard_source: int  # who left [source]
    left_event: int  # number of the event [source]
    refusals: int  # times that leaders refused him [number]
    tainted: bool  # has served a militia that foreign money paid [yes/no]
    labelled: bool  # a label as the regime's man sticks to him [yes/no]
    hope: float  # hope of being of use [1]
    skill: float  # what is left of his competence: idleness wears it, training restores it [1]
    country: int  # where his camp is, if he is in one [row of countries]
    confirmed: bool  # found out as sent [yes/no]


People: TypeAlias = Table[Person]


class Unit:
    """A row of ``units``."""

    ordinal: Fixed[int]  # place in the order of battle at one person an agent [number]
    formation: Fixed[int]  # formation [row of formations]
    branch: Fixed[int]  # branch [row of BRANCHES]
    trusted: Fixed[bool]  # part of the trusted core [yes/no]
    weight: Fixed[float]  # persons that each agent of the unit stands for; 0 keeps it out of every sum [persons/agent]
    first: Fixed[int]  # first row of its people [row of people]
    last: Fixed[int]  # one past the last row [row of people]
    first_cell: Fixed[int]  # first row of its cells [row of cells]
    last_cell: Fixed[int]  # one past the last row [row of cells]
    garrison: Fixed[int]  # home station [row of places]
    start_strength: Fixed[float]  # serving on day zero [agents]
    strength: float  # serving [agents]
    commander: int  # commander, -1 if nobody serves [row of people]
    place: int  # where the unit stands [row of places]
    posture: int  # confined, deployed or besieged [row of POSTURES]
    keeps_posts: Fixed[bool]  # stands in scattered posts, neither confined nor sent elsewhere [yes/no]
    siege_source: int  # event that laid siege to it [source]
    carry_source: int  # commander who went today, 0 otherwise [source]
    carry_sect: int  # sect of the commander who went today, -1 otherwise [row of sects]
    carry_near: float  # how near he stood: 1 in his own unit, less in those under it, 0 where none went [1]
    commander_gone: float  # how fresh a commander's departure is, his own or one's above him [1]
    leaderless: float  # how fresh it is that its commander, or one above him, openly left his men [1]
    leaderless_source: int  # commander who did so, 0 where none has [source]
    superior: Fixed[int]  # the unit whose commander commands its own, -1 at the top [row of units]
    reached: bool  # in this pass of departures a commander above it went [yes/no]
    goes_as_one: int  # it goes as one today: 1 with its commander, 2 out of a siege, 3 over an order, 0 not [number]
    peer_bond: float  # bond between peers [1]
    commander_trust: float  # trust in the commander [1]
    trust_norm: Fixed[float]  # trust to which it recovers [1]
    bond_norm: Fixed[float]  # peer bond to which it recovers [1]
    paid: Fixed[float]  # share of their pay that its men count on, as late as it was on day one [1]
    institution: float  # belief in the institution [1]
    dead: float  # killed, fading [agents]
    dead_today: float  # killed, not yet worn into the bonds [agents]
    dead_source: int  # latest man killed [source]
    left: float  # left by their own will since the start [agents]
    left_lately: float  # left by their own will, fading from comrades' minds [agents]
    punished: float  # caught and jailed, fading [agents]
    left_today: float  # left yesterday or today, not yet worn into the bonds [agents]
    punished_today: float  # punished, not yet worn into the bonds [agents]
    left_source: int  # latest leaver [source]
    punished_source: int  # latest man caught [source]
    order_answer: int  # what it did that was ordered to shoot [row of ANSWERS]
    withdrawn: bool  # it is under an order to withdraw [yes/no]
    post_lost: bool  # has left its post, or lost it by melting away [yes/no]
    withstood: float  # chance with which it would have given in to offers before the first day [1]
    disarmed: bool  # has laid down its arms, and is worth nothing in a fight [yes/no]


Units: TypeAlias = Table[Unit]


class Cell:
    """A row of ``cells``."""

    unit: Fixed[int]  # unit [row of units]
    sect: Fixed[int]  # sect [row of sects]
    band: Fixed[int]  # band [row of BANDS]
    first: Fixed[int]  # first row of its people [row of people]
    last: Fixed[int]  # one past the last row [row of people]


Cells: TypeAlias = Table[Cell]


class Profile:
    """A row of ``profiles``."""

    home: Fixed[int]  # home [row of places]
    sect: Fixed[int]  # sect [row of sects]
    band: Fixed[int]  # band [row of BANDS]
    branch: Fixed[int]  # branch [row of BRANCHES]
    post: Fixed[bool]  # sensitive post [yes/no]
    uneasy: Fixed[bool]  # officer of the ruling group who minds excessive force [yes/no]
    insider: Fixed[bool]  # officer of the ruling group near the top [yes/no]
    privilege: Fixed[float]  # privilege forfeited by leaving [1]
    abandonment: float  # believed odds that the ruler abandons his own [1]
    abandonment_source: int  # news that last raised it, or told of a loss [source]
    told_lost: float  # how far word of losses has taken from the believed odds that the regime lasts [1]
    tipping: Fixed[float]  # how far the tipping point lies from the mean, in spreads [1]


Profiles: TypeAlias = Table[Profile]


class Community:
    """A row of ``communities``."""

    population: Fixed[float]  # people of the sect in the place [persons]
    target: Fixed[float]  # share of the place's deaths that fall on it [1]
    struck: float  # deaths by dated events today, done by the regime [deaths]
    struck_by_rebels: float  # deaths by dated events today, done by rebels or extremists [deaths]
    force: float  # deaths today by the regime's hand [deaths per 100,000]
    rebel_force: float  # deaths today by the rebels' hand, its men in the army among them [deaths per 100,000]
    fallen: float  # its men in the army and the regime's militias killed since the last count [persons]
    exposed: Fixed[float]  # share of what rebels do to the place's people that falls on it [1]
    doubted: float  # how far pledges have weakened the norm; below 0 where an exposed one backfired [1]
    grievance: float  # accumulated and fading [deaths per 100,000]
    felt: float  # grievance felt: own place and own sect everywhere [deaths per 100,000]
    grievance_source: int  # latest dated event that hit it [source]
    suffered: float  # deaths by rebels, remembered [deaths per 100,000]
    fear: float  # fear of what the other side would do [1]
    fear_source: int  # latest dated event by rebels that hit it [source]
    in_crowd: float  # its people in the streets today [persons]
    shot: float  # shot in crowds since the dead were last counted [persons]
    reprisals: float  # recent reprisals [houses per 100,000]
    reprisal_source: int  # latest leaver whose house was burnt [source]
    loyal_militia: float  # its men in the regime's militias [persons]


Communities: TypeAlias = Table[Community]


class Place:
    """A row of ``places``."""

    population: Fixed[float]  # people [persons]
    border_steps: Fixed[float]  # places to cross to a country that takes people in [places]
    violence: Fixed[float]  # relative weight of deaths [1]
    safe: bool  # a safe area for training and assembling a national army [yes/no]
    all_deaths: float  # all deaths there today [deaths/day]
    by_id: Fixed[int]  # the place that stands in this row if they are ordered by id [row of places]
    crowd: float  # who are in the streets today [persons]
    loyal_militia: float  # men in the regime's militias [persons]
    label: Fixed[np.uint64]  # a number that its id always gives [number]
    terms_kept: float  # units heard of there that yielded and were treated as promised [units]
    terms_broken: float  # units heard of there that yielded and were not [units]
    disorder: float  # how unruly its militias are, by fighters [1]
    x: Fixed[int]  # tile column, from the west [tiles]
    y: Fixed[int]  # tile row, from the north [tiles]
    extremist: float  # share of the rebels' power there that is extremists' [1]
    control: float  # the regime's control: the share of the place that it holds [1]
    defence: float  # fighting worth of all on the regime's side [men]
    attack: float  # fighting worth of those of them who are free to attack [men]
    rebel_worth: float  # fighting worth of the rebels [men]
    regular_worth: float  # of that, of regular armies, which stand in line (W5) [men]
    leaving: float  # worth of help there that people leave out, since it is to end (N9) [men]
    insurgents: float  # civilians under arms against the regime [persons]
    control_before: float  # share of it that the regime held the evening before [1]
    lost_lately: float  # share of it that the regime lost lately [1]


Places: TypeAlias = Table[Place]


class Sect:
    """A row of ``sects``."""

    serving_start: Fixed[float]  # serving on day zero [persons]
    watched: Fixed[float]  # how far it is suspected and watched [1]
    position: Fixed[float]  # place in the order: post / (1 + post), post = its share of senior posts against its share of conscripts [1]
    story: float  # belief in the regime's story that the rebels are sectarian [1]
    pledge_source: int  # latest pledge that moved it [source]
    reassurance: float  # belief that rebels spare those who come over [1]
    ruling: Fixed[bool]  # the ruler's own group [yes/no]
    pace: float  # true pace of departures, over a week [per 1,000 a week]
    believed_pace: float  # pace believed from what is seen of it [per 1,000 a week]
    known: float  # its men among the rebels, as far as is known [persons]
    own: float  # its share among the rebels known of, against its share of the people [1]
    left_today: float  # left by their own will today [persons]
    attempts: float  # tried to leave today, caught or not [persons]
    caught: float  # attempts caught today [persons]
    believed_catch: float  # believed chance of being caught [1]
    suspicion: float  # suspicion of newcomers of this origin [1]


Sects: TypeAlias = Table[Sect]


class Flows:
    """The row of ``flows``."""

    defections: float  # serving to in transit, a militia or its door (candidate), adviser or camp [persons]
    desertions: float  # serving to in hiding [persons]
    deaths: float  # of the people of this model, killed today [persons]
    arrests: float  # jailed today [persons]
    attempts: float  # tried to leave today, caught or not [persons]
    discharges: float  # let go today, maimed or at the end of their term [persons]
    call_ups: float  # called up today [persons]


class Militia:
    """A row of ``militias``."""

    key: Fixed[np.uint64]  # stable key [key]
    place: Fixed[int]  # where it fights [row of places]
    named: Fixed[bool]  # named by the scenario; the others arise by themselves [yes/no]
    rises: Fixed[int]  # date on which a named one rises, 0 for slots [day number]
    first_size: Fixed[float]  # civilians who take up arms with a named one on that day [persons]
    extremist: bool  # extremist [yes/no]
    officer_led: Fixed[bool]  # led by a defected officer [yes/no]
    alive: bool  # exists [yes/no]
    life: int  # which militia of this slot it is, counted from 1; 0 before the first [number]
    founded: int  # day of its founding, 0 before [day]
    sect: int  # its leader's group [row of sects]
    early: float  # legitimacy of its leader from early involvement [1]
    means: float  # its leader's own money [1]
    money: float  # legitimacy of its leader from money [1]
    religiosity: float  # religious feeling in it [1]
    nationalism: float  # national feeling in it [1]
    sectarian: float  # sectarian feeling in it [1]
    warlordism: float  # how far its leader is a warlord [1]
    discipline: float  # order and discipline [1]
    cohesion: float  # cohesion [1]
    regular: Fixed[bool]  # an army that stands in line, and does not choose place and hour [yes/no]
    released: Fixed[float]  # share of its captives whom it sends home [1]
    killed: Fixed[float]  # share of its captives whom it kills [1]
    moves: Fixed[bool]  # moves on to the next place once its ground is won [yes/no]
    front: int  # where its fighters stand: where it fights, as long as it has not moved on [row of places]
    memory: float  # its fighters' mean memory of abuse by officers in compulsory service [1]
    fighters: float  # men in it, officers included [persons]
    officers: float  # defected officers in action in it [persons]
    advisers: float  # defected officers who advise it from afar [persons]
    capability: float  # skill of defectors that it can use [competence]
    rivalry: float  # how far its patron and its neighbours' patrons are at odds [1]
    patron: int  # sponsor who pays most, if any [row of sponsors]
    income: float  # pay that its fighters get, of what is usual [1]
    supply: float  # arms that reach it, of what is usual [1]


Militias: TypeAlias = Table[Militia]


class Nation:
    """The row of ``nation``."""

    foreign_help: float  # foreign fighters' worth on the regime's side [men]
    pay: float  # pay that arrives, of what is due [1]
    wages: float  # pay that arrives as long as no patron is missing, of what is due [1]
    all_deaths: float  # all deaths of the country today, civilians too [deaths/day]
    ahead: float  # deaths of dated events beyond their days' totals, still to be taken off the days after [deaths]
    regime_deaths: float  # the regime's deaths today [deaths/day]
    unrest: float  # deaths a day, smoothed [deaths/day]
    repression: float  # deaths a day by the regime's hand, smoothed [deaths/day]
    toll: float  # the regime's deaths a day, smoothed [deaths/day]
    lethality: float  # deaths per unit of power once the series has ended, 0 before [deaths/day]
    regime_lethality: float  # the regime's, likewise [deaths/day]
    answer: float  # strength of the regime's answer [1]
    lost_lately: float  # share of the army's first strength that left lately [1]
    norm: float  # how strongly those who serve hold that none of their own goes, on average [1]
    rumour: float  # strength of the rumour of murdered officers [1]
    tipped: float  # share of the ruling group's officers who serve whose tipping point is passed [1]
    fire: float  # hazard of being killed of a man in barracks, were all of today's deaths to fall where he is [1/day]
    capability_lost: float  # competence of those who left by their own will [competence]
    under_orders: float  # units under an order to shoot, amid a crowd, today [units]
    units_obeying: float  # units that obey such an order today [units]
    units_refusing: float  # units that refuse such an order today, and stay [units]
    units_fleeing: float  # units that leave over such an order today [units]
    shot_today: float  # shot in crowds today by units that obey [persons]
    units_driven_off: float  # units that a crowd drives off today [units]
    discharge_open: float  # whether conscripts are let go at the end of their term [1]
    called: float  # called up so far, those who evaded among them [persons]
    evaded: float  # called up so far who did not come [persons]
    regime_militia: float  # men in the regime's militias [persons]
    militia_dead: float  # men of the regime's militias killed so far [persons]
    ground_lost: float  # ground that the regime lost to assaults or left, so far [places]
    ground_retaken: float  # ground that it took back, so far [places]
    units_yielding: float  # units that take an offer today [units]
    yielded_today: float  # men of units that take an offer today [persons]
    sent_home_today: float  # captives who are disarmed and sent home today [persons]
    killed_today: float  # captives who are killed today [persons]
    rebel_militias: float  # militias that exist [militias]
    effective_militias: float  # effective number of militias: one over the sum of squared shares of fighters [militias]
    largest_militia_share: float  # share of fighters in the largest militia [1]
    militia_cohesion: float  # cohesion of militias, by fighters [1]
    warlordism: float  # how far militias' leaders are warlords, by fighters [1]
    admitted: float  # admissions of officers by militias so far [persons]
    refused: float  # refusals of officers by militias so far [persons]
    admitted_rank: float  # sum over admissions of the officer's rank (0 a soldier, 9 a general) [rank]
    refused_rank: float  # the same over refusals [rank]
    refused_mismatch: float  # refusals so far where skills of no use told most against him (R12) [persons]
    refused_rivalry: float  # refusals so far where rivalry did (R11) [persons]
    refused_motive: float  # refusals so far where his attributed motive did (R13) [persons]
    refused_abuse: float  # refusals so far where fighters' memory of abuse did (R5) [persons]
    refused_suspicion: float  # refusals so far where suspicion of infiltration did (R14) [persons]
    refused_claim: float  # refusals so far where the claim of poor training did (R6) [persons]
    refused_sponsor: float  # refusals so far where a sponsor's displeasure did (S2) [persons]
    refused_label: float  # refusals so far where a label did (R8) [persons]
    confrontations: float  # officers whom an open quarrel with fighters put out of the fight so far [persons]
    labels: float  # officers to whom a label stuck so far [persons]
    murders: float  # officers killed by persons unknown so far [persons]
    national_lost: float  # men of the national army killed by extremists so far [persons]
    amnesty_inside: float  # days left of an amnesty for those inside [days]
    amnesty_abroad: float  # days left of an amnesty for those abroad [days]
    splits: float  # splits of militias so far [militias]
    mergers: float  # mergers of militias so far [militias]
    filled: float  # worth of foreign fighters who fill, on the regime's side, what its army lacks [men]
    gap: float  # how far the rebels' sponsors leave the field to the regime's helpers [1]
    agreed: float  # consensus that key sponsors have agreed on, 0 before [1]
    sponsor_consensus: float  # consensus of the key sponsors [1]
    forming: float  # 1 while the national army's conditions hold [1]
    command: float  # command of the national army [1]
    respect: float  # public respect for the national army [1]
    standing: float  # standing of the national army's leaders [1]
    national_leaders: float  # trained leaders of the national army [persons]
    national_power: float  # fighting worth of the national army [men]
    infiltrators_confirmed: float  # found out as sent, so far [persons]
    patron_help: float  # worth of patrons who are there, in deployed men [men]
    air_grounded: float  # share of the regime's sorties that patrons who have gone kept in the air [1]
    unpaid: float  # share of the pay that patrons who have gone carried [1]
    leaving_help: float  # worth of patrons who are there and whose end is announced [men]
    leaving_air: float  # share of the regime's sorties that hangs on them [1]
    air_effort: float  # sorties flown, of those on day one [1]
    regime_power: float  # fighting worth of the regime's side [men]
    rebel_power: float  # fighting worth of the rebels [men]
    regime_odds: float  # believed odds that the regime lasts [1]
    regime_control: float  # the regime's control, by population [1]
    limbo: bool  # neither ending is in sight [yes/no]
    ending: int  # how it ended, if it has [row of ENDINGS]
    insurgents_peak: float  # most rebels under arms so far [persons]
    capability_used: float  # competence of those who left by their own will and fight against the regime now [competence]


class Incident:
    """A row of ``incidents``."""

    kind: Fixed[int]  # what kind of event it is, -1 for one of a rule from outside [row of EVENT_KINDS]
    date: Fixed[int]  # when it happens [day number]
    place: Fixed[int]  # where, -1 for nowhere [row of places]
    sect: Fixed[int]  # group that is hit, -1 for all as they are suspected [row of sects]
    unit: Fixed[int]  # unit that is hit, -1 for none or one that is not kept [row of units]
    by: Fixed[int]  # who did it [row of PERPETRATORS]
    way: Fixed[int]  # what its commander does, or what is done to him [row of COMMANDER_WAYS]
    country: Fixed[int]  # neighbour whose border it is, -1 for none [row of countries]
    value: Fixed[float]  # deaths, men's worth, days of an amnesty inside, or consensus [by kind]
    abroad: Fixed[float]  # days of an amnesty abroad [days]
    label: Fixed[np.uint64]  # a number that its id always gives [number]
    source: Fixed[int]  # number by which factors name it [source]


Incidents: TypeAlias = Table[Incident]


class CalendarDay:
    """A row of ``calendar``."""

    all_deaths: Fixed[float]  # all deaths by the series, 0 before its start, -1 where there is none or it has ended [deaths/day]
    regime_deaths: Fixed[float]  # the regime's deaths, likewise [deaths/day]
    deaths_at_end: Fixed[float]  # mean of the series' last months once it has ended, else 0 [deaths/day]
    regime_deaths_at_end: Fixed[float]  # the regime's, likewise [deaths/day]


Calendar: TypeAlias = Table[CalendarDay]


class NewsItem:
    """A row of ``news``."""

    moved: float  # what is left of what a pledge did to the norm of those whom it was about [1]
    cheered: float  # and of what it did to their belief that rebels spare those who come over [1]
    place: Fixed[int]  # where it is told to be filmed, or which place it tells to be lost; -1 for none [row of places]
    kind: Fixed[int]  # what kind of news it is [row of NEWS_KINDS]
    origin: Fixed[int]  # when insiders can know [day number]
    release: Fixed[int]  # when others hear [day number]
    exposed: Fixed[int]  # when its staging is exposed, 0 for never [day number]
    about: Fixed[int]  # group that it is about, -1 for none [row of sects]
    men: Fixed[float]  # men shown in a pledge [persons]
    reliability: Fixed[float]  # how far its source is trusted [1]
    loss: Fixed[float]  # share of what the regime stands on of whose loss it tells [1]
    staged: Fixed[bool]  # made by the other side [yes/no]
    seen: Fixed[float]  # earlier pledges by the same speaker [times]
    source: Fixed[int]  # number by which factors name it [source]


NewsTable: TypeAlias = Table[NewsItem]


class Route:
    """A row of ``routes``."""

    militia_weight: float  # log-weight of the way to a local militia [log weight]
    abroad_weight: float  # log-weight of the way abroad [log weight]
    hiding_weight: float  # log-weight of the way home into hiding [log weight]
    reception: float  # log of the mean multiplier of expected reception over the ways [log hazard]


Routes: TypeAlias = Table[Route]


class Kind:
    """A row of ``kinds``."""

    expect_militia: float  # expected reception by a militia (row: band × sect) [1]
    expect_abroad: float  # expected reception abroad [1]
    expect_hiding: float  # expected reception in hiding [1]


Kinds: TypeAlias = Table[Kind]


class Crowd:
    """A row of ``crowds``."""

    place: Fixed[int]  # where it is [row of places]
    start: Fixed[int]  # its first day [day number]
    end: Fixed[int]  # its last day [day number]
    persons: Fixed[float]  # how many there are on a day [persons]


Crowds: TypeAlias = Table[Crowd]


class Order:
    """A row of ``orders``."""

    to: Fixed[int]  # what is ordered [row of ORDERS]
    start: Fixed[int]  # from when on it binds [day number]
    end: Fixed[int]  # the last day on which it binds [day number]
    first: Fixed[int]  # first of the units that it binds, in the list of them [number]
    last: Fixed[int]  # one past the last [number]
    label: Fixed[np.uint64]  # a number that its id always gives [number]
    source: Fixed[int]  # number by which triggers name it [source]


OrderTable: TypeAlias = Table[Order]


class Offer:
    """A row of ``offers``."""

    start: Fixed[int]  # its first day [day number]
    end: Fixed[int]  # its last day [day number]
    by: Fixed[int]  # who makes it where it stands, -1 for all [row of militias]
    go_home: Fixed[bool]  # who takes it may go home [yes/no]
    passage: Fixed[bool]  # or fall back [yes/no]
    change_side: Fixed[bool]  # or change side [yes/no]
    kept: Fixed[float]  # how often such terms were kept [1]
    label: Fixed[np.uint64]  # a number that its id always gives [number]


OfferTable: TypeAlias = Table[Offer]


class Country:
    """A row of ``countries``."""

    camps: Fixed[bool]  # takes people into camps [yes/no]
    border: Fixed[float]  # places that it touches [places]
    open: float  # how far help passes its border [1]


Countries: TypeAlias = Table[Country]


class Sponsor:
    """A row of ``sponsors``."""

    start_day: Fixed[int]  # day of its first money [day]
    agenda: Fixed[float]  # from a national, secular order (-1) to a religious one (1) [1]
    loyalty_weight: Fixed[float]  # weight of loyalty against capability [1]
    budget: Fixed[float]  # fighters whose pay it can carry [persons]
    country: Fixed[int]  # neighbour through which its help passes, -1: any [row of countries]
    counts: Fixed[bool]  # counts for the consensus that a national army needs [yes/no]
    foreign: Fixed[bool]  # its money taints those who take it [yes/no]
    clients: float  # militias that it pays [militias]
    spent: float  # fighters whose pay it carries [persons]
    weary: float  # how far it has come to prefer a regular force [1]


Sponsors: TypeAlias = Table[Sponsor]


class Patron:
    """A row of ``patrons``."""

    start: Fixed[int]  # its first day [day number]
    announced: Fixed[int]  # from which on it is known that it ends [day number]
    end: Fixed[int]  # its last day [day number]
    men: Fixed[float]  # what it is worth on the regime's side, in deployed men [men]
    air: Fixed[float]  # share of the regime's sorties that hang on it [1]
    pay: Fixed[float]  # share of the pay that it carries [1]


PatronTable: TypeAlias = Table[Patron]

# ---- log-factors of hazards and their sources


class UnitTerm:
    """Log-factors of a row of ``units``."""

    D16: float
    D3: float
    D5: float
    D6: float
    D17: float
    D11: float
    D18: float
    D19: float


UnitTerms: TypeAlias = Table[UnitTerm]


class CellTerm:
    """Log-factors of a row of ``cells``."""

    D5: float
    D12: float
    D9c: float


CellTerms: TypeAlias = Table[CellTerm]


class ProfileTerm:
    """Log-factors of a row of ``profiles``."""

    D1: float
    D2: float
    D3: float
    D5: float
    D4: float
    D7: float
    D10: float
    D8a: float
    D9b: float


ProfileTerms: TypeAlias = Table[ProfileTerm]


class UnitSource:
    """Sources that a row of ``units`` gives to log-factors."""

    units_D3: int
    units_D5: int
    units_D6: int
    units_D17: int
    units_D11: int
    cells_D5: int
    cells_D9c: int


UnitSources: TypeAlias = Table[UnitSource]


class CommunitySource:
    """Sources that a row of ``communities`` gives to log-factors."""

    profiles_D1: int
    profiles_D8a: int


CommunitySources: TypeAlias = Table[CommunitySource]


class ProfileSource:
    """Sources that a row of ``profiles`` gives to log-factors."""

    profiles_D4: int


ProfileSources: TypeAlias = Table[ProfileSource]


class SectSource:
    """Sources that a row of ``sects`` gives to log-factors."""

    profiles_D5: int


SectSources: TypeAlias = Table[SectSource]

# ---- those who serve


class Enrolled:
    """One of those who serve, with what presses him."""

    pressure: float
    resistance: float
    own: float
    cell: np.uint64
    profile: np.uint64
    row: int


Roll: TypeAlias = Table[Enrolled]

# ---- the log


class Event:
    """A transition of one person."""

    trigger: int
    recent: float
    row: int
    terms: int
    day: int
    militia: int
    step: int
    cause: int
    place: int
    before: int
    to: int
    reason: int
    true_reason: int


Events: TypeAlias = Table[Event]


class EventTerm:
    """The terms of the hazard of one event."""

    loyalty: float
    I4: float
    D1: float
    D2: float
    D3: float
    D4: float
    D5: float
    D6: float
    D7: float
    D8a: float
    D8b: float
    D9b: float
    D9c: float
    D10: float
    D11: float
    D12: float
    D16: float
    D17: float
    D18: float
    D19: float
    R1: float
    R4: float
    R5: float
    R7: float
    R11: float
    R16: float
    R18: float
    R20: float
    S4: float
    B2: float
    W2: float
    V2: float
    C1: float
    cap: float
    spare_0: float
    spare_1: float
    spare_2: float
    spare_3: float
    spare_4: float
    spare_5: float
    spare_6: float
    spare_7: float


EventTerms: TypeAlias = Table[EventTerm]


class Choice:
    """A choice of a leader or sponsor, and the utilities weighed."""

    day: int
    by_sponsor: bool
    actor: int
    subject: int
    choice: int
    need: float
    mismatch: float
    rivalry: float
    motive: float
    abuse: float
    suspicion: float
    claim: float
    sponsor: float
    label: float
    loyalty: float
    capability: float
    passage: float
    noise: float


Choices: TypeAlias = Table[Choice]


class Tally:
    """How much is noted so far, and what went wrong."""

    events: int
    all_events: int
    terms: int
    choices: int
    leavers: int
    reached: int
    on_roll: int
    struck_off: int
    came_in: int
    fault_before: int
    fault_to: int
    fault_day: int

# ---- what rules are told


class P:
    """Parameters; dates are day numbers."""

    competence_mean: Fixed[float]  # Mean competence of a school and cohort. [1]
    competence_cohort_spread: Fixed[float]  # Spread of training between schools and cohorts, the same for all sects. [1]
    competence_spread: Fixed[float]  # Spread of competence between people of one school and cohort. [1]
    ceiling_resentment: Fixed[float]  # Added log-hazard of an officer whose group is wholly shut out of sensitive posts. [log hazard]
    privilege_by_rank: Fixed[float]  # Privilege gained with each band above soldier (of 1). [1]
    privilege_of_post: Fixed[float]  # Privilege added by a sensitive post. [1]
    privilege_of_intelligence: Fixed[float]  # Privilege added by serving in intelligence. [1]
    loyalty_mean: Fixed[float]  # Mean loyalty at birth, the same for every sect. [1]
    loyalty_concentration: Fixed[float]  # How alike loyalties at birth are (logit-normal, with about the spread of a beta distribution whose parameters sum to this). [1]
    unease_share: Fixed[float]  # Share of the ruling group's officers who mind excessive force against others. [1]
    kin_group_size: Fixed[float]  # Mean number of serving men in one kin group (same home and sect). [persons]
    loyalty_weight: Fixed[float]  # Log-hazard between a person without loyalty and one wholly loyal. [log hazard]
    religiosity_civilians: Fixed[float]  # Mean religious feeling of civilians and conscripts at the start. [1]
    nationalism_civilians: Fixed[float]  # The same of civilians and conscripts. [1]
    pay_follows: Fixed[float]  # Log-weight that a militia's full pay adds for a fighter who chooses one. [log weight]
    faith_follows: Fixed[float]  # Log-weight that a militia loses for a fighter by each unit of difference in religious feeling. [log weight]
    newcomers: Fixed[float]  # Persons by whom a militia is taken to be larger when a man chooses, so that new ones are found too. [persons]
    means_pay: Fixed[float]  # Pay, of what is usual, that a leader with full means of his own gives his fighters. [1]
    withdraw_abroad: Fixed[float]  # Log-weight of a camp abroad against idleness inside, at an open border. [log weight]
    withdraw_distance: Fixed[float]  # Log-weight that this loses with each place to cross. [log weight]
    local_slots: Fixed[int]  # Local militias that can exist in a place at once, besides the named ones. [militias]
    early_days: Fixed[float]  # Days in which the legitimacy of having been early falls by two thirds for leaders who come later. [days]
    fighters_per_officer: Fixed[float]  # Fighters for each officer in action at which a militia has officers, or for each full skill of a defector, skill enough. [persons]
    early_start: Fixed[float]  # Mean legitimacy of having been early, of a local leader who begins on day one. [1]
    early_spread: Fixed[float]  # Spread of that among leaders. [1]
    means_start: Fixed[float]  # Mean of a new local leader's own money. [1]
    means_spread: Fixed[float]  # Spread of it among leaders. [1]
    leader_conviction_spread: Fixed[float]  # Spread of religious and of national feeling among new local leaders. [1]
    discipline_start: Fixed[float]  # Mean order in a new local militia. [1]
    discipline_spread: Fixed[float]  # Spread of it among new local militias. [1]
    sectarian_start: Fixed[float]  # Sectarian feeling in a new militia. [1]
    warlord_start: Fixed[float]  # How far a new local leader is a warlord. [1]
    warlord_spread: Fixed[float]  # Spread of that among new leaders. [1]
    money_legitimacy: Fixed[float]  # Legitimacy that full income gives a leader. [1]
    militia_bond: Fixed[float]  # Cohesion to which an orderly, paid, unquarrelling militia tends. [1]
    extremist_pull: Fixed[float]  # Log-weight that an extremist militia has for a fighter besides pay and faith. [log weight]
    siege_event_share: Fixed[float]  # Share of the garrisons of a place that a dated siege cuts off. [1]
    undercount: Fixed[float]  # True deaths for each one counted in the series of all deaths; the regime's own series is taken as it stands. [1]
    deaths_per_power: Fixed[float]  # Deaths a day for each unit of the geometric mean of both sides' power, where there is no series to continue from. [deaths/day]
    regime_death_share: Fixed[float]  # Share of all deaths that the regime's forces suffer, where their own have no series. [1]
    series_end_months: Fixed[int]  # Months at the end of a series of deaths whose mean goes on after it. [months]
    force_memory_days: Fixed[float]  # Days over which the use of force is felt as present. [days]
    contested_violence: Fixed[float]  # How much more deaths fall where control is contested. [1]
    rebel_civilian_share: Fixed[float]  # Share of the deaths other than the regime's own that rebels and extremists bring about. [1]
    lull_after_massacre: Fixed[float]  # Largest share of a day's other deaths taken off to make up for a dated event that took more than its day's count. [1]
    answer_half: Fixed[float]  # Share of the army lost (the late losses weighed) at which the regime's answer is at half strength. [1]
    answer_lately: Fixed[float]  # How much more men lost lately count than those missing in all. [1]
    answer_memory_days: Fixed[float]  # Half-life in which losses are no longer late. [days]
    deployed_share: Fixed[float]  # Share of units in use when the country is calm at the start. [1]
    deployed_rise: Fixed[float]  # Further share in use under boundless unrest; half of it where unrest is at its reference. [1]
    unrest_reference: Fixed[float]  # National deaths a day at which deployment has risen by half of its rise. [deaths/day]
    opportunity_deployed: Fixed[float]  # Hazard of leaving of a deployed man against a confined one. [hazard ratio]
    first_trusted: Fixed[float]  # How far the trusted core comes before others when units are chosen for use, against one at the place of all violence. [1]
    first_by_lot: Fixed[float]  # How much chance (a lot from 0 to 1) counts in that choice. [1]
    march_weeks: Fixed[int]  # Weeks between the marches of trusted units to where the fighting is. [weeks]
    encirclement: Fixed[float]  # Share of the units in a place wholly lost, among places wholly lost, that are cut off. [1]
    relief_weekly: Fixed[float]  # Weekly chance that a siege ends once a road is open. [1/week]
    sealing: Fixed[float]  # Log-hazard taken off in confined units by sealed leave, at the full answer. [log hazard]
    last_losing: Fixed[float]  # How far a unit that has lost all its men is kept back in that choice, at the full answer. [1]
    held_back: Fixed[float]  # Share of the further units in use that are kept in barracks instead, not being trusted, at the full answer. [1]
    leader_exit_release: Fixed[int]  # When word of the ruler's search for asylum reaches the public. [date]
    leader_exit_reliability: Fixed[float]  # How far the source of that word is trusted. [1]
    hands_to_soldiers: Fixed[int]  # Hands through which that word passes to a soldier; one less for each band above, one at least; insiders have it at first hand. [hands]
    hand_discount: Fixed[float]  # What is left of a piece of news after each hand that it passes through. [1]
    hand_days: Fixed[int]  # Days that news takes from one hand to the next. [days]
    abandonment_weight: Fixed[float]  # Believed odds of being abandoned after fully trusted first-hand word. [1]
    abandonment_memory_days: Fixed[float]  # Half-life of that belief. [days]
    pledge_weight: Fixed[float]  # How far a wholly trusted pledge of many men weakens the norm of a group of which none is believed to go. [1]
    pledge_men: Fixed[float]  # Men shown at which a pledge has half of that weight. [persons]
    pledge_home: Fixed[float]  # How much more a pledge counts for those from where it was filmed, when that is told. [1]
    pledge_memory_days: Fixed[float]  # Half-life in which the norm returns after a pledge. [days]
    norm_pace: Fixed[float]  # Believed pace at which the norm that none of one's own goes is down to half. [per 1,000 a week]
    story_doubt: Fixed[float]  # Share of a pledge's credence that the regime's story takes off where it is fully believed. [1]
    pledge_answers: Fixed[float]  # Share of the belief in that story that a wholly trusted pledge takes off. [1]
    story_memory_days: Fixed[float]  # Half-life of the belief in that story. [days]
    pledge_reassurance: Fixed[float]  # Rise in the group's belief that rebels spare those who come over, for one trusted pledge. [1]
    credence: Fixed[float]  # Credence given to an unverified pledge by a group that is not close to those shown. [1]
    credence_affinity: Fixed[float]  # Credence added where those shown are of one's own group. [1]
    exposure_backfire: Fixed[float]  # What an exposed staging takes back beyond what it had done, against that. [1]
    word_weight: Fixed[float]  # Share of the believed odds that fully trusted first-hand word takes away that all is lost that the regime stands on. [1]
    word_half: Fixed[float]  # Share of that, told to be lost, at which such word has half of its weight. [1]
    told_lost_days: Fixed[float]  # Half-life of such word in people's minds. [days]
    rumour_memory_days: Fixed[float]  # Half-life of a rumour that is still told. [days]
    pretext_share: Fixed[float]  # Share of those who stay out of the fight who name danger as the reason, at a full rumour. [1]
    danger_true_share: Fixed[float]  # Share who would name danger without any rumour. [1]
    belief_lag_days: Fixed[float]  # Lag with which the believed pace follows the true one. [days]
    pace_understatement: Fixed[float]  # Share of the true pace that is believed. [1]
    reassurance_start: Fixed[float]  # Belief on day one that rebels spare those who come over. [1]
    grievance_weight: Fixed[float]  # Log-hazard of a boundless grievance. [log hazard]
    grievance_half: Fixed[float]  # Felt grievance at which half of that weight is reached. [deaths per 100,000]
    grievance_memory_days: Fixed[float]  # Half-life of grievance. [days]
    grievance_home: Fixed[float]  # Share of grievance felt for one's own home; the rest is for one's community everywhere. [1]
    unease_weight: Fixed[float]  # Log-hazard of boundless force against others, for uneasy officers of the ruling group. [log hazard]
    unease_half: Fixed[float]  # Deaths a day among others at which half of that weight is reached. [deaths/day]
    losses_weight: Fixed[float]  # Log-hazard for a wholly lost unit (share of it killed lately times this). [log hazard]
    toll_weight: Fixed[float]  # Log-hazard of a boundless toll, for the ruling group's officers. [log hazard]
    toll_half: Fixed[float]  # The regime's own deaths a day at which half of that weight is reached. [deaths/day]
    fear_of_position: Fixed[float]  # Fear that a high place in the order brings a group of which none is known among the rebels. [1]
    fear_of_force: Fixed[float]  # Fear that boundless force by rebels against one's own brings. [1]
    fear_of_temper: Fixed[float]  # Fear that wholly sectarian rebels bring a group of which none is known among them. [1]
    fear_reassured: Fixed[float]  # Share of fear taken off by the full belief that rebels spare those who come over. [1]
    fear_half: Fixed[float]  # Deaths by rebels remembered, at which half of the fear of force is reached. [deaths per 100,000]
    fear_memory_days: Fixed[float]  # Half-life of what rebels did in a community's mind. [days]
    fear_home: Fixed[float]  # Share of that fear felt for one's own home; the rest is for one's community everywhere. [1]
    known_days: Fixed[float]  # Time in which what is known of who the rebels are follows. [days]
    known_prior: Fixed[float]  # Rebels known of at which what is known weighs as much as what was held before. [persons]
    fear_recruits: Fixed[float]  # What full fear of the rebels takes off the log-hazard of taking up arms with them, and off the log-weight of the way to them. [log hazard]
    known_own: Fixed[float]  # Share of a group among rebels, against its share of the people, that was held before there were any. [1]
    losses_memory_days: Fixed[float]  # Half-life of a unit's losses in its men's minds. [days]
    comrade_pressure: Fixed[float]  # Hazard ratio when a tenth of the unit has lately gone. [hazard ratio]
    comrade_memory_days: Fixed[float]  # Half-life of departures in comrades' minds. [days]
    comrade_cap: Fixed[float]  # Share gone beyond which pressure rises no more. [1]
    commander_pressure: Fixed[float]  # Hazard ratio when the commander has just gone. [hazard ratio]
    commander_memory_days: Fixed[float]  # Half-life of a commander's departure in his men's minds. [days]
    commander_carry: Fixed[float]  # Log-hazard on the day that the commander goes, for men of his sect in a unit whose norm has turned. [log hazard]
    chain_share: Fixed[float]  # What a commander's going is in the units under his, against his own; once more for each further level. [1]
    commander_follows: Fixed[float]  # Log-hazard, on the day that a superior goes, for the commander of a unit under him (and those of his sect and band in it). [log hazard]
    as_one: Fixed[float]  # Chance that a unit whose norm has fully turned goes as one when its commander goes. [1]
    as_one_pull: Fixed[float]  # Log-hazard on that day for all of a unit that goes as one. [log hazard]
    give_up_daily: Fixed[float]  # Daily chance that a besieged unit whose norm has fully turned gives up, goes home or over as one. [1/day]
    pace_weight: Fixed[float]  # Log-hazard for each e-fold of one plus the believed pace (departures a week per 1,000 of one's group). [log hazard]
    norm_weight: Fixed[float]  # Log-hazard that is held back by a group's norm that none of its own goes (at most a half of it). [log hazard]
    leaderless_pull: Fixed[float]  # Log-hazard of men whose commanders have just left them before the enemy. [log hazard]
    leaderless_danger: Fixed[float]  # Rebels' worth, of the defence of the place, from which on the enemy is wholly felt to be there. [1]
    leaderless_days: Fixed[float]  # Half-life of being without command: until others have taken it. [days]
    bond_ratio: Fixed[float]  # Hazard in the worst bonded unit against the best. [hazard ratio]
    norm_turns: Fixed[float]  # Share of a unit gone at which its norm has fully turned from staying to leaving. [1]
    commander_example: Fixed[float]  # Share of a unit gone for which its commander's going counts in its norm, as long as it is fresh. [1]
    peer_bond_start: Fixed[float]  # Mean peer bond on day one. [1]
    alike_bond: Fixed[float]  # Mean peer bond of a unit all of whose men are of one birthplace, above that of one in which no two are. [1]
    trust_start: Fixed[float]  # Mean trust in the commander on day one. [1]
    unit_spread: Fixed[float]  # Spread of bonds and trust between units on day one. [1]
    wear_losses: Fixed[float]  # Peer bond lost for the share of the unit killed. [1]
    wear_departures: Fixed[float]  # Peer bond lost for the share of the unit gone. [1]
    wear_punished: Fixed[float]  # Trust in the commander lost for the share of the unit punished. [1]
    bond_recovery_days: Fixed[float]  # Time in which bonds and trust recover. [days]
    cohesion_peers: Fixed[float]  # Weight of the bond between peers in a unit's cohesion. [1]
    cohesion_commander: Fixed[float]  # Weight of trust in the commander in it. [1]
    cohesion_institution: Fixed[float]  # Weight of belief in the institution in it. [1]
    institution_unpaid: Fixed[float]  # Share of the belief in the institution that is left where no pay arrives. [1]
    arrears_half: Fixed[float]  # Months by which pay is late at which men count on half of it; at twice as many, on a quarter. [months]
    institution_days: Fixed[float]  # Lag with which belief in the institution follows the believed odds that the regime lasts, and pay. [days]
    punished_memory_days: Fixed[float]  # Half-life of punishments in comrades' minds. [days]
    rumour_fear: Fixed[float]  # Log-weight that a full rumour takes from the way to a militia. [log hazard]
    militia_pull: Fixed[float]  # Log-weight of the way to a local militia for a soldier where rebels hold the place. [log weight]
    militia_absent: Fixed[float]  # Log-weight that this way loses where the regime holds the place. [log weight]
    militia_rank: Fixed[float]  # Log-weight that this way gains with each band above soldier: early on officers join factions. [log weight]
    abroad_pull: Fixed[float]  # Log-weight of the way abroad for a soldier at an open border. [log weight]
    abroad_distance: Fixed[float]  # Log-weight that this way loses with each place to cross on the way to a border. [log weight]
    abroad_rank: Fixed[float]  # Log-weight that this way gains with each band above soldier. [log weight]
    hiding_pull: Fixed[float]  # Log-weight of hiding at home, for a soldier. [log weight]
    hiding_rank: Fixed[float]  # Log-weight that hiding loses with each band above soldier: an officer is known. [log weight]
    reception_prior: Fixed[float]  # Reception expected on each way before anything is known. [1]
    reception_worst: Fixed[float]  # Multiplier of a way on which nothing good is expected, against the best. [hazard ratio]
    reception_lag_days: Fixed[float]  # Lag with which the fate of earlier leavers is learned. [days]
    reception_needed: Fixed[float]  # Earlier leavers of one's kind at which their fate weighs as much as the prior. [persons]
    reception_rank: Fixed[float]  # How much of the multiplier acts on a soldier; the rest comes with each band up to full at lieutenant. [1]
    fare_militia: Fixed[float]  # How well a leaver fares as a militia fighter. [1]
    fare_camp: Fixed[float]  # How well a leaver fares in a camp. [1]
    fare_commander: Fixed[float]  # How well a leaver fares as a militia commander. [1]
    fare_candidate: Fixed[float]  # How well he fares while he waits at a militia's door. [1]
    fare_adviser: Fixed[float]  # How well he fares as an adviser from afar. [1]
    fare_withdrawn: Fixed[float]  # How well he fares idle among the rebels. [1]
    fare_national: Fixed[float]  # How well he fares in the national army. [1]
    fare_returned: Fixed[float]  # How well he fares back with the regime. [1]
    fare_gone: Fixed[float]  # How well he fares abroad for good. [1]
    fare_hiding: Fixed[float]  # How well a leaver fares in hiding. [1]
    wounded_discharged: Fixed[float]  # Men discharged for wounds, for each man killed. [1]
    exposure_deployed: Fixed[float]  # Chance of being killed of a deployed man against a confined one. [1]
    exposure_besieged: Fixed[float]  # Chance of being killed of a besieged man against a confined one. [1]
    purge_daily: Fixed[float]  # Daily hazard of arrest at the full answer, in a wholly watched group. [1/day]
    trust_after_commander: Fixed[float]  # Share of trust left when the commander has gone. [1]
    base_hazard: Fixed[float]  # Daily hazard of leaving of a person on whom no factor acts. [1/day]
    revenge_bind: Fixed[float]  # Log-hazard by which full fear of the other side binds while the regime is sure to last. [log hazard]
    revenge_push: Fixed[float]  # Log-hazard by which it pushes once fall or abandonment is certain and rebels are believed to spare those who come over. [log hazard]
    tipping_belief: Fixed[float]  # Mean of the believed chance of fall or abandonment at which fear begins to push. [1]
    tipping_spread: Fixed[float]  # Spread of that tipping point between officers. [1]
    tipping_least: Fixed[float]  # Least tipping point of anybody, and least distance of it from certainty. [1]
    privilege_hold: Fixed[float]  # Log-hazard by which full privilege holds while the regime is sure to last. [log hazard]
    kin_rebel_home: Fixed[float]  # Hazard ratio of a man whose home rebels hold wholly. [hazard ratio]
    siege_ratio: Fixed[float]  # Hazard ratio in a besieged unit. [hazard ratio]
    calm_share: Fixed[float]  # Share of the base hazard that acts where no enemy is near and all ground is held. [1]
    near_half: Fixed[float]  # Rebels' worth, of the defence of a place, at which the enemy is half felt to be there. [1]
    surrender_share: Fixed[float]  # Share of those who leave a besieged unit who give themselves up. [1]
    hazard_cap: Fixed[float]  # Most hazard that a person can gather in a day. [1/day]
    catch_chance: Fixed[float]  # Chance that an attempt is caught where the regime is in full control, for a wholly watched group. [1]
    catch_unwatched: Fixed[float]  # That chance for a group not watched at all, against a wholly watched one. [1]
    order_weight: Fixed[float]  # Log-weight of obeying an order to shoot at a crowd, against refusing, where nothing else counts. [log weight]
    order_police: Fixed[float]  # Log-weight of obeying that police have beside it: crowds are their trade, not the army's. [log weight]
    order_likeness: Fixed[float]  # Log-weight of obeying that is lost where all of the crowd are of one's own group. [log weight]
    order_stakes: Fixed[float]  # Log-weight of obeying of a commander with full privilege, whose group holds all posts, while the regime is sure to last. [log weight]
    order_loyalty: Fixed[float]  # Log-weight of obeying between a commander without loyalty and one wholly loyal. [log weight]
    order_crowd: Fixed[float]  # Log-weight of not obeying that a boundless crowd adds. [log weight]
    crowd_half: Fixed[float]  # Persons in the crowd for each man under the order, at which half of it is reached. [persons]
    order_example: Fixed[float]  # Log-weight of refusing where all units beside it refused the day before. [log weight]
    order_stays: Fixed[float]  # What leaving over such an order has less in log-weight than refusing it, as long as the unit's norm has not turned. [log weight]
    shot_daily: Fixed[float]  # Deaths a day for each thousand men who shoot at a boundless crowd. [deaths/day]
    shot_half: Fixed[float]  # Persons in the crowd for each man under the order, at which half of that is reached: few are shot where men are many. [persons]
    storm_daily: Fixed[float]  # Chance in a day that a boundless crowd drives off a unit that shoots at it. [1/day]
    storm_half: Fixed[float]  # Persons in the crowd for each man who shoots, at which it is half of that. [persons]
    storm_slope: Fixed[float]  # How sharply it turns as the crowd outgrows them. [1]
    storm_army: Fixed[float]  # What a man of the armed forces who shoots counts for before a crowd, against one of the police. [1]
    storm_scatters: Fixed[float]  # Share of the men of a stormed post who go home, of those at home nearby whose group is in the crowd as it is in the place. [1]
    reprisal_chance: Fixed[float]  # Chance that a leaver's house is burnt where the regime is in full control of his home. [1]
    reprisal_deterrence: Fixed[float]  # Log-hazard taken off by boundless reprisals where one's home is in the regime's reach. [log hazard]
    reprisal_half: Fixed[float]  # Recent reprisals in one's community at which half of that is reached. [houses per 100,000]
    reprisal_memory_days: Fixed[float]  # Half-life of reprisals in people's minds. [days]
    reprisal_outrage: Fixed[float]  # Log-hazard added to a serving man whose kin have just been hurt (at most a doubling). [log hazard]
    outrage_memory_days: Fixed[float]  # Half-life of that outrage. [days]
    outrage_forgotten: Fixed[float]  # Outrage below which it is as good as forgotten. [log hazard]
    punishment_deterrence: Fixed[float]  # Log-hazard taken off by a believed certainty of being caught. [log hazard]
    catch_belief_days: Fixed[float]  # Lag with which men of a sect learn how many are caught. [days]
    punishment_outrage: Fixed[float]  # Log-hazard for a unit wholly punished, of a wholly watched group. [log hazard]
    word_pressure: Fixed[float]  # Hazard ratio of a man an eighth of whose ties has lately gone. [hazard ratio]
    word_memory_days: Fixed[float]  # Half-life of such word in a man's mind. [days]
    word_forgotten: Fixed[float]  # Share of his ties below which what he heard is as good as forgotten. [1]
    ties_of_year: Fixed[int]  # Pairs of ties that a man has with men of his year, across units. [pairs]
    ties_of_kin: Fixed[int]  # Pairs of ties that a man has with kin who serve. [pairs]
    transit_days: Fixed[float]  # Mean days on the way abroad, for each place to cross and the border. [days]
    service_days: Fixed[int]  # Length of compulsory service. [days]
    discharge_stops: Fixed[int]  # From this day conscripts are kept beyond their term. [date]
    evasion: Fixed[float]  # Share of those called up who do not come, where the regime is in full control, at boundless risk of death. [1]
    evasion_risk: Fixed[float]  # Risk of death in service, a year, at which half of that share stays away. [1/year]
    evasion_lost_control: Fixed[float]  # Share who do not come where the regime has lost control. [1]
    loyal_share: Fixed[float]  # Most of a community's people in the regime's militias, in full fear, where the army lacks everybody. [1]
    lack_half: Fixed[float]  # Share of the army's first strength missing at which half of those who could be are called. [1]
    loyal_days: Fixed[float]  # Time in which militias are raised, and dissolve. [days]
    gap_calls: Fixed[float]  # How many more are called at the full gap that the rebels' sponsors leave. [1]
    exposure_loyal: Fixed[float]  # Chance of being killed of a militiaman against a soldier in barracks. [1]
    assault_most: Fixed[float]  # Chance that an assault of overwhelming force takes a piece of a place in a week. [1/week]
    assault_slope: Fixed[float]  # How sharply that chance turns as attackers outweigh those who hold. [1]
    ground_hold: Fixed[float]  # How much more those who hold a post are worth than those who attack it. [1]
    initiative: Fixed[float]  # How much more rebels, who choose place and hour, are worth against those who must guard all; regular armies stand in line. [1]
    town_share: Fixed[float]  # Share of a place that one assault can win: a town and what lies about it. [1]
    reach: Fixed[float]  # How far forces can be drawn together: the share of a place's ground that adds to what they must cover. [1]
    occupied_by: Fixed[float]  # Fighting worth, in deployed men by head of the people, that it takes to occupy a place; with less, ground is won in proportion. [1]
    post_left: Fixed[float]  # Share of its first strength below which a unit, or all of a place's together, has melted away and leaves its post. [1]
    withdraw_weight: Fixed[float]  # Log-weight of falling back with the unit, where a road is open, against giving oneself up. [log weight]
    withdraw_cohesion: Fixed[float]  # Log-weight of falling back that full cohesion of his unit has beyond none: men who hold together go back together. [log weight]
    surrounded: Fixed[float]  # Log-weight that falling back loses where the unit is cut off or nothing near is held. [log weight]
    home_weight: Fixed[float]  # Log-weight of going home. [log weight]
    home_crowd: Fixed[float]  # Log-weight of going home that is added amid a crowd, for men whose home is all lost: to fall back is to leave it. [log weight]
    over_weight: Fixed[float]  # Log-weight of going over. [log weight]
    mercy_weight: Fixed[float]  # Log-weight that full belief in being spared adds to giving oneself up and to going over. [log weight]
    dread_weight: Fixed[float]  # Log-weight that full fear of the other side takes off both. [log weight]
    defeat_ends: Fixed[float]  # Share of the civilians under arms on lost ground who go home; the others fall back with their militia. [1]
    offer_weight: Fixed[float]  # Log-weight of taking an offer, against holding on, where nothing else counts. [log weight]
    offer_odds: Fixed[float]  # Log-weight that a place adds that cannot be held. [log weight]
    offer_outlook: Fixed[float]  # Log-weight that the sure end of the regime adds. [log weight]
    offer_example: Fixed[float]  # Log-weight that is added where all ground there and next door is lost. [log weight]
    offer_fallen: Fixed[float]  # Log-weight that is added where every place of the country has fallen, of which all hear at once. [log weight]
    offer_terms: Fixed[float]  # Log-weight that terms add which are sure to be kept, of men without fear. [log weight]
    offer_cohesion: Fixed[float]  # Log-weight that full cohesion takes away: ties among the men, and trust that the institution lasts. [log weight]
    offer_loyalty: Fixed[float]  # Log-weight that a loyal and trusted commander takes away. [log weight]
    offer_scattered: Fixed[float]  # Log-weight that is added where men stand in scattered posts all over a place that the regime holds whole. [log weight]
    terms_known: Fixed[float]  # Units whose treatment, heard of here and next door, weighs as much as all that was known of the terms before. [units]
    won_control: Fixed[float]  # Share of a place that the regime may still hold when attackers take it for won and move on. [1]
    adviser_use: Fixed[float]  # Share of his skill that an adviser from afar brings to his militia. [1]
    rebel_pool_share: Fixed[float]  # Share of the people who could ever take up arms against the regime; made on day zero. [1]
    join_daily: Fixed[float]  # Daily hazard of a wholly aggrieved civilian of the pool to take up arms. [1/day]
    join_pay: Fixed[float]  # What full pay in the militias of his place adds to a civilian's hazard of joining. [log hazard]
    join_success: Fixed[float]  # What rebels' hold of his place adds to a civilian's hazard of joining. [log hazard]
    new_militia: Fixed[float]  # Log-weight for a newcomer of founding a militia of his own where there is none yet. [log weight]
    militia_crowding: Fixed[float]  # Log-weight that founding loses with each militia already in the place. [log weight]
    civilian_competence: Fixed[float]  # Mean competence of a civilian under arms. [1]
    hiding_joins_daily: Fixed[float]  # Daily hazard of a deserter in hiding to join a local militia where rebels hold the place. [1/day]
    recruit_national: Fixed[float]  # Hazard of an aggrieved civilian to join it where it stands, against joining a militia. [hazard ratio]
    recruit_everywhere: Fixed[float]  # How many more recruits men of many areas and groups attract, from everywhere. [hazard ratio]
    respect_recruits: Fixed[float]  # What full respect adds to recruitment. [log hazard]
    standing_recruits: Fixed[float]  # What leaders of full standing add to recruitment. [log hazard]
    safe_radius: Fixed[float]  # What each place between a man and the safe area takes off his hazard of coming. [log hazard]
    religiosity_officers: Fixed[float]  # Mean religious feeling of officers, whose career was secular. [1]
    nationalism_officers: Fixed[float]  # How openly officers stand for the nation against sectarian practice, on the mean. [1]
    abuse_memory_mean: Fixed[float]  # Mean memory of abuse by officers among those who did compulsory service. [1]
    conviction_spread: Fixed[float]  # Spread of these convictions among people. [1]
    vetting_days: Fixed[float]  # Days that an officer waits for a leader's word where nobody is suspected. [days]
    vetting_suspicion: Fixed[float]  # How many times longer he waits where his origin is wholly suspected. [1]
    pride: Fixed[float]  # Legitimacy that a general asks of a civilian leader before he serves under him; lower ranks ask less. [1]
    pride_floor: Fixed[float]  # Share of it that a man without any rank would ask; a lieutenant asks a third of the way from that to all. [1]
    retry_days: Fixed[float]  # Days after which an officer who was refused asks again. [days]
    need_weight: Fixed[float]  # What skill that a militia can use is worth to its leader. [utility]
    rivalry_weight: Fixed[float]  # What an officer's standing above his own costs a leader who is wholly a warlord. [utility]
    rivalry_floor: Fixed[float]  # Share of that cost to a leader who is no warlord at all. [1]
    rivalry_legitimate: Fixed[float]  # Share of that cost that a leader is spared whose own legitimacy is full. [1]
    adviser_need: Fixed[float]  # Weight of need of skill where an officer is to advise. [1]
    adviser_rivalry: Fixed[float]  # Weight of rivalry where he is to advise. [1]
    adviser_trust: Fixed[float]  # Weight of mistrust where he is to advise, against one where he is to fight or to lead. [1]
    adviser_cost: Fixed[float]  # What it costs a leader to have an officer who only advises. [utility]
    fighter_need: Fixed[float]  # Weight of need of skill where an officer is to fight. [1]
    fighter_rivalry: Fixed[float]  # Weight of rivalry where he is to fight. [1]
    commander_need: Fixed[float]  # Weight of need of skill where an officer is to lead men. [1]
    commander_rivalry: Fixed[float]  # Weight of rivalry where he is to lead men. [1]
    commander_cost: Fixed[float]  # What it costs a leader to give men to an officer. [utility]
    mismatch: Fixed[float]  # How far skills of no use to militias (pilots, naval, some others) count less. [1]
    use_armour: Fixed[float]  # How far a militia can use armour's skill, against infantry's. [1]
    use_artillery: Fixed[float]  # How far it can use the artillery's. [1]
    use_engineers: Fixed[float]  # How far it can use engineers'. [1]
    use_signals: Fixed[float]  # How far it can use signallers'. [1]
    use_logistics: Fixed[float]  # How far it can use that of men of supply and transport. [1]
    use_medical: Fixed[float]  # How far it can use that of medical men. [1]
    use_air_defence: Fixed[float]  # How far it can use air defence's. [1]
    use_pilot: Fixed[float]  # How far it can use pilots': it lacks aircraft. [1]
    use_naval: Fixed[float]  # How far it can use naval officers': it lacks ships. [1]
    use_intelligence: Fixed[float]  # How far it can use that of men of intelligence. [1]
    siege_motive: Fixed[float]  # What being thought to have left because his unit was besieged takes off. [utility]
    relatives_motive: Fixed[float]  # What being thought to have left because rebels pressed his relatives takes off. [utility]
    abuse_weight: Fixed[float]  # What fighters' full memory of abuse by officers in service takes off, whoever he is. [utility]
    suspicion_weight: Fixed[float]  # What full suspicion of infiltration takes off. [utility]
    claim_weight: Fixed[float]  # What the claim that officers of the leader's own group are untrained takes off, once spread. [utility]
    claim_spread_days: Fixed[float]  # Days in which the claim spreads to two thirds among leaders who are warlords. [days]
    sponsor_displeasure: Fixed[float]  # What an officer with an agenda of his own costs a client in his sponsor's favour. [utility]
    label_weight: Fixed[float]  # What a label takes off. [utility]
    refusal_cost: Fixed[float]  # Utility of sending an officer away. [utility]
    choice_noise: Fixed[float]  # Spread of what a leader weighs that is not told here (scale of a Gumbel draw). [utility]
    merit_only: Fixed[float]  # How far leaders admit on merit alone, whatever their fears (doors open). [1]
    hope_refused: Fixed[float]  # Hope lost with each refusal or label. [1]
    quit_daily: Fixed[float]  # Daily hazard of an unpaid fighter in an orderly militia to leave it. [1/day]
    quit_pay: Fixed[float]  # What full pay takes off a fighter's hazard of leaving his militia. [log hazard]
    quit_disorder: Fixed[float]  # What full disorder adds to a fighter's hazard of leaving his militia. [log hazard]
    another_militia: Fixed[float]  # Log-odds that a fighter who leaves goes to another militia of equal pay, not home. [log odds]
    another_pay: Fixed[float]  # What better pay there, by as much as is usual, adds to them. [log odds]
    strain_daily: Fixed[float]  # Daily hazard of an officer to step back from an orderly and friendly militia. [1/day]
    strain_disorder: Fixed[float]  # What full disorder adds. [log hazard]
    strain_memory: Fixed[float]  # What fighters' full memory of abuse in service adds. [log hazard]
    confront_daily: Fixed[float]  # Daily hazard of an open quarrel between an officer and fighters whose memory of abuse is full. [1/day]
    strain_faith: Fixed[float]  # What a full gap in religious feeling adds. [log hazard]
    adviser_days: Fixed[float]  # Mean days as an adviser from afar before he gives that up too, in an orderly militia. [days]
    wait_days: Fixed[float]  # Mean days that an officer never refused waits at militias' doors before he goes away. [days]
    wait_refused: Fixed[float]  # What each refusal adds to his hazard of going away. [log hazard]
    extremist_threat: Fixed[float]  # What extremists' full power in a place adds to an officer's hazard of stepping back. [log hazard]
    most_killed_daily: Fixed[float]  # Most daily hazard of being killed in action, where many die and few fight. [1/day]
    label_daily: Fixed[float]  # Daily hazard of a wholly outspoken officer to be labelled where sectarian feeling is full. [1/day]
    outspoken_from: Fixed[float]  # National feeling above which an officer speaks out. [1]
    murder_daily: Fixed[float]  # Daily hazard of a wholly outspoken officer to be killed by persons unknown, where sectarian feeling is full. [1/day]
    retold_as_murder: Fixed[float]  # How much the rumour grows with each hundred outspoken officers dead, however they died. [1]
    extremist_kills: Fixed[float]  # Daily hazard of men of moderate militias and of the national army to be killed where extremists hold half of the rebels' power. [1/day]
    extremist_kills_officers: Fixed[float]  # How many times higher that is for defected officers, whom they count as enemies. [hazard ratio]
    resists_extremists: Fixed[float]  # Share of the extremists' killing that it still suffers if it resists better than militias do. [1]
    camp_return_daily: Fixed[float]  # Daily hazard of an officer with full hope to go back to the fight, were camps free to leave. [1/day]
    camp_return_enlisted: Fixed[float]  # The same for soldiers and NCOs, against officers. [hazard ratio]
    camp_restriction: Fixed[float]  # What the camps' restrictions take off it. [log hazard]
    skill_fade_days: Fixed[float]  # Days of idleness in which skill falls by two thirds of the way to its floor. [days]
    skill_floor: Fixed[float]  # Share of competence that idleness leaves. [1]
    hope_daily: Fixed[float]  # How fast hope falls in a camp or in idleness inside. [1/day]
    hope_floor: Fixed[float]  # Hope below which ill-treatment drives only a few. [1]
    hope_recovery_days: Fixed[float]  # Days in which hope recovers by two thirds in action or in the national army. [days]
    gone_daily: Fixed[float]  # Daily hazard of one without any hope to go abroad for good. [1/day]
    gone_hope: Fixed[float]  # What full hope takes off it. [log hazard]
    return_daily: Fixed[float]  # Daily hazard of a leaver who is idle or in hiding to go back to the regime. [1/day]
    return_amnesty: Fixed[float]  # What an amnesty adds to it while its window is open. [log hazard]
    flee_daily: Fixed[float]  # Daily hazard of a deserter in hiding to flee to the neighbours' camps, at an open border. [1/day]
    assembly_daily: Fixed[float]  # Daily hazard of an idle defector with full hope to come to it. [1/day]
    assembly_fast: Fixed[float]  # How much faster it assembles if speciality, rank and duty are known beforehand. [hazard ratio]
    assembly_balance: Fixed[float]  # How far its call to a rank band or speciality can rise where it has few of them, and fall where it has many. [hazard ratio]
    discipline_officers: Fixed[float]  # Weekly gain in order by officers, where there are officers enough. [1/week]
    money_weekly: Fixed[float]  # How fast a leader's legitimacy from money follows his income. [1/week]
    faith_of_war: Fixed[float]  # Religious feeling towards which war pulls a militia without a patron. [1]
    faith_of_money: Fixed[float]  # How far a patron's agenda moves that: a religious one up, a secular one down. [1]
    faith_weekly: Fixed[float]  # How fast religious feeling rises towards where war and money pull it. [1/week]
    sectarian_weekly: Fixed[float]  # How fast sectarian feeling follows the regime's own sectarian practice. [1/week]
    sectarian_half: Fixed[float]  # Felt deaths in the fighters' own group at which half of it feels them as sectarian. [deaths per 100,000]
    warlord_weekly: Fixed[float]  # How fast a leader with full power and income becomes a warlord. [1/week]
    warlord_pay: Fixed[float]  # Share of that which comes from his income; the rest comes from his share of the place's fighters. [1]
    bond_order: Fixed[float]  # Share of a militia's bond that is lost without any order. [1]
    bond_pay: Fixed[float]  # Share of it that is lost without any pay. [1]
    bond_rivalry: Fixed[float]  # Share of it that full rivalry of patrons takes. [1]
    loose_worth: Fixed[float]  # Share of a militia's fighting worth that is left without any cohesion. [1]
    unruly_worth: Fixed[float]  # Share of its power beside other militias of its place that is left without any order. [1]
    cohesion_weekly: Fixed[float]  # How fast cohesion moves. [1/week]
    split_weekly: Fixed[float]  # Weekly chance of a split of a militia without any cohesion. [1/week]
    split_rivalry: Fixed[float]  # What full rivalry of patrons adds to it. [log hazard]
    split_least: Fixed[float]  # Fighters below which a militia does not split. [persons]
    split_share: Fixed[float]  # Chance of each of its men to go with those who split off. [1]
    split_early: Fixed[float]  # Share of the old leader's legitimacy of having been early that the new one has. [1]
    split_means: Fixed[float]  # Mean of the new one's own money. [1]
    merge_weekly: Fixed[float]  # Weekly chance of a small militia to join a larger one of like mind in its place. [1/week]
    merge_below: Fixed[float]  # Fighters below which it may. [persons]
    merge_like_mind: Fixed[float]  # Largest difference in religious feeling at which it may. [1]
    sponsor_loyalty_weight: Fixed[float]  # Weight of loyalty against capability where a sponsor states none of his own. [1]
    sponsor_clients: Fixed[int]  # Militias that a sponsor pays at once. [militias]
    sponsor_temper: Fixed[float]  # How evenly a sponsor spreads its money: the difference in utility that trebles a share. [utility]
    sponsor_habit: Fixed[float]  # What being a client already adds. [utility]
    sponsor_awkward: Fixed[float]  # What officers in action with an agenda of their own take off a client's loyalty, where there are officers enough. [utility]
    sponsor_warlord: Fixed[float]  # What a leader who is wholly a warlord takes off it. [utility]
    pay_most: Fixed[float]  # Most pay that a fighter gets, and most arms that reach him, of what is usual. [1]
    sponsor_ramp_days: Fixed[float]  # Days in which a sponsor's help grows to two thirds. [days]
    rivalry_of_patrons: Fixed[float]  # How far a difference in agenda makes patrons of one place rivals. [1]
    passage_distance: Fixed[float]  # Log-weight that help loses with each place to cross from the border it passes. [log weight]
    passage_weight: Fixed[float]  # What a sponsor minds each e-fold of its help that is lost on the way. [utility]
    passage_closed: Fixed[float]  # Share of the help that still passes a closed border. [1]
    consensus_start: Fixed[float]  # Consensus of the key sponsors if their agendas are a full unit apart. [1]
    consensus_lag_days: Fixed[float]  # Lag with which consensus moves. [days]
    weary_monthly: Fixed[float]  # How fast sponsors tire of militias that cannot be controlled. [1/month]
    gap_filled: Fixed[float]  # Worth of the foreign fighters whom the full gap lets in, where the army lacks everybody. [men]
    gap_closed: Fixed[float]  # Men of a national army at which no gap is left. [men]
    gap_lag_days: Fixed[float]  # Lag with which they come. [days]
    consensus_needed: Fixed[float]  # Consensus of key sponsors above which a national army can form, given a safe area. [1]
    command_weekly: Fixed[float]  # How fast command grows with leaders enough. [1/week]
    leaders_needed: Fixed[float]  # Trained leaders for each man that command needs. [1]
    leaders_weekly: Fixed[float]  # Weekly share of its officers trained to lead. [1/week]
    leaders_soon: Fixed[float]  # How much faster if they are moderate and soon trained. [1]
    training_weekly: Fixed[float]  # How fast training restores skill. [1/week]
    national_worth: Fixed[float]  # Worth of a trained man of it under full command, against a deployed soldier. [1]
    uncommanded_worth: Fixed[float]  # Share of that worth that is left without any command. [1]
    knows_the_regime: Fixed[float]  # How much more if knowledge of the regime counts. [1]
    respect_weekly: Fixed[float]  # How fast public respect follows respected figures and the sacrifice made. [1/week]
    figures_half: Fixed[float]  # Generals in it, much respected figures, at which half the respect is won that figures can win. [persons]
    respect_sacrifice: Fixed[float]  # Respect won where its officers gave up all the privilege that there is. [1]
    standing_tainted: Fixed[float]  # Standing that its leaders lack if foreign money has tainted all of them. [1]
    sent_share: Fixed[float]  # Share of leavers who are sent by intelligence. [1]
    confirm_daily: Fixed[float]  # Daily chance that one who was sent is found out. [1/day]
    suspicion_start: Fixed[float]  # Suspicion of newcomers on day one. [1]
    suspicion_rise: Fixed[float]  # Rise in suspicion of an origin at each confirmed case. [1]
    suspicion_memory_days: Fixed[float]  # Half-life of suspicion. [days]
    announced_counts: Fixed[float]  # Share of help that people leave out once its end has been announced. [1]
    power_confined: Fixed[float]  # Fighting worth of a confined man against a deployed one. [1]
    supply_air: Fixed[float]  # Fighting worth of a besieged man against a deployed one, if as many sorties as on day one supply him. [1]
    supply_cut: Fixed[float]  # That worth where none is flown. [1]
    power_air: Fixed[float]  # Worth of the full air effort in deployed men. [men]
    power_militia: Fixed[float]  # Worth of a regime militiaman against a deployed soldier. [1]
    recruit_daily: Fixed[float]  # Daily share of a wholly aggrieved community that takes up arms. [1/day]
    insurgent_cap: Fixed[float]  # Largest share of a community under arms against the regime. [1]
    insurgent_worth: Fixed[float]  # Worth of a rebel fighter against a deployed soldier. [1]
    defector_worth: Fixed[float]  # Worth of a defector of mean competence who fights, against a deployed soldier. [1]
    rebel_death_share: Fixed[float]  # Share of the deaths other than the regime's that rebel fighters suffer. [1]
    control_weekly: Fixed[float]  # How fast control of a place drifts to the local balance between assaults (W5). [1/week]
    control_incumbency: Fixed[float]  # Advantage of the side in place: local power of the regime counts this much more. [1]
    regime_odds_start: Fixed[float]  # Believed odds on day one that the regime lasts. [1]
    odds_slope: Fixed[float]  # How strongly belief follows the visible balance of power (logit for each e-fold). [1]
    odds_lag_days: Fixed[float]  # Lag of that belief. [days]
    collapse_strength: Fixed[float]  # Share of its first strength below which the army has collapsed. [1]
    pacified_insurgents: Fixed[float]  # Rebels under arms below which the country counts as pacified, once there have been more. [persons]
    pacified_peak: Fixed[float]  # How many times that number there must have been before falling below it counts as a victory. [1]
    falls_control: Fixed[float]  # National control below which the regime falls. [1]
    ending_days: Fixed[int]  # How far ahead an ending must be in sight for the day not to be limbo. [days]
    fighter_worth: Fixed[float]  # Worth of a civilian fighter against a deployed soldier, in a militia that holds together and is armed. [1]
    unarmed_worth: Fixed[float]  # Share of that worth without any supply from outside. [1]
    command_worth: Fixed[float]  # What officers in action add to a militia's worth: its gain where there are officers enough. [1]
    rout_pull: Fixed[float]  # Log-hazard of men before the enemy where all of a place next door has just been lost. [log hazard]
    rout_days: Fixed[float]  # Half-life of ground that was lost in men's minds. [days]


class On:
    """Which mechanisms are switched on."""

    I1: Fixed[bool]  # Every rank and branch
    I2: Fixed[bool]  # Who serves
    I3: Fixed[bool]  # Officer schools
    I4: Fixed[bool]  # Ceiling on posts
    I5: Fixed[bool]  # Specialities and skill
    I6: Fixed[bool]  # Privilege by rank and post
    I7: Fixed[bool]  # Home and borders
    I8: Fixed[bool]  # Call-up and discharge
    N1: Fixed[bool]  # News travels in hands
    N2: Fixed[bool]  # The leader's exit
    N3: Fixed[bool]  # Public pledges
    N4: Fixed[bool]  # Staged pledges
    N5: Fixed[bool]  # Symbols say whom it is about
    N6: Fixed[bool]  # The believed pace lags
    N7: Fixed[bool]  # The rumour as pretext
    N7b: Fixed[bool]  # The rumour frightens
    N8: Fixed[bool]  # Believed odds
    N9: Fixed[bool]  # Help that is to end
    N10: Fixed[bool]  # Word of losses
    D1: Fixed[bool]  # Grievance
    D2: Fixed[bool]  # Unease of the ruler's officers
    D3: Fixed[bool]  # The toll
    D4: Fixed[bool]  # Revenge feared
    D5: Fixed[bool]  # Comrades
    D6: Fixed[bool]  # Unit cohesion
    D7: Fixed[bool]  # What is forfeited
    D8: Fixed[bool]  # Reprisals
    D8a: Fixed[bool]  # Reprisals deter
    D8b: Fixed[bool]  # Reprisals outrage
    D9: Fixed[bool]  # Watch and punishment
    D9a: Fixed[bool]  # Being caught
    D9b: Fixed[bool]  # Punishment deters
    D9c: Fixed[bool]  # Punishment outrages
    D10: Fixed[bool]  # Kin press to leave
    D11: Fixed[bool]  # Siege
    D12: Fixed[bool]  # Expected reception
    D13: Fixed[bool]  # Skills denied
    D14: Fixed[bool]  # Some are sent
    D15: Fixed[bool]  # Ways out differ
    D16: Fixed[bool]  # Posture
    D17: Fixed[bool]  # Left without command
    D18: Fixed[bool]  # The war is near
    D19: Fixed[bool]  # A rout
    R1: Fixed[bool]  # Camps hold people
    R2: Fixed[bool]  # Skill fades
    R3: Fixed[bool]  # Civilian leaders accepted
    R4: Fixed[bool]  # Disorder wears
    R5: Fixed[bool]  # Abuse remembered
    R6: Fixed[bool]  # The claim of poor training
    R7: Fixed[bool]  # Religious gap
    R8: Fixed[bool]  # Labels
    R9: Fixed[bool]  # Murders by persons unknown
    R10: Fixed[bool]  # Warlords
    R11: Fixed[bool]  # Rivals refused
    R12: Fixed[bool]  # Skill mismatch
    R13: Fixed[bool]  # Attributed motives
    R14: Fixed[bool]  # Suspicion
    R15: Fixed[bool]  # Many unruly militias
    R16: Fixed[bool]  # Hope has a floor
    R17: Fixed[bool]  # Untouched by foreign money
    R18: Fixed[bool]  # Going back
    R19: Fixed[bool]  # Sectarian feeling
    R20: Fixed[bool]  # Extremists
    S1: Fixed[bool]  # Loyalty above capability
    S2: Fixed[bool]  # Awkward officers
    S3: Fixed[bool]  # Rival sponsors
    S4: Fixed[bool]  # Pay is followed
    S5: Fixed[bool]  # Sponsors tire of militias
    S6: Fixed[bool]  # Passage
    S7: Fixed[bool]  # The gap is filled
    B1: Fixed[bool]  # Two conditions
    B2: Fixed[bool]  # Fast assembly
    B3: Fixed[bool]  # Soon trained to lead
    B4: Fixed[bool]  # Recruits from everywhere
    B5: Fixed[bool]  # Knowledge of the regime
    B6: Fixed[bool]  # Resists extremists
    B7: Fixed[bool]  # Public respect
    W1: Fixed[bool]  # Monthly deaths
    W2: Fixed[bool]  # Balance of forces
    W3: Fixed[bool]  # The regime's answer
    W4: Fixed[bool]  # Endings
    W5: Fixed[bool]  # Places taken and lost
    W6: Fixed[bool]  # The regime's militias
    W7: Fixed[bool]  # Orders to shoot
    W8: Fixed[bool]  # Attackers move on
    W9: Fixed[bool]  # Offers of surrender
    W9b: Fixed[bool]  # Captives
    W10: Fixed[bool]  # Posts stormed by crowds
    V1: Fixed[bool]  # Violence has a hand
    V2: Fixed[bool]  # Fear of the other side
    C1: Fixed[bool]  # Word travels


class S:
    """Streams of draws."""

    leave: Fixed[Stream]  # leave
    fate: Fixed[Stream]  # fate
    rebel_fate: Fixed[Stream]  # rebel fate
    away: Fixed[Streams]  # away
    said: Fixed[Stream]  # said
    leader_early: Fixed[Stream]  # leader early
    leader_means: Fixed[Stream]  # leader means
    leader_faith: Fixed[Stream]  # leader faith
    leader_nation: Fixed[Stream]  # leader nation
    leader_warlord: Fixed[Stream]  # leader warlord
    leader_order: Fixed[Stream]  # leader order
    siege_event: Fixed[Stream]  # siege event
    siege: Fixed[Stream]  # siege
    relief: Fixed[Stream]  # relief
    lot_of_units: Fixed[Stream]  # lot of units
    march: Fixed[Stream]  # march
    decides: Fixed[Stream]  # goes as one
    which_fate: Fixed[Streams]  # which fate
    lot_of_way: Fixed[Streams]  # way
    way_of_unit: Fixed[Streams]  # way of a unit
    lot_of_caught: Fixed[Stream]  # caught
    joins_whom: Fixed[Streams]  # joins whom
    reason: Fixed[Stream]  # reason
    answers: Fixed[Streams]  # answer to an order
    storms: Fixed[Stream]  # storm
    scatters: Fixed[Stream]  # scattered by a crowd
    reprisal: Fixed[Stream]  # reprisal
    stride: Fixed[Streams]  # tie
    lot_of_evasion: Fixed[Stream]  # evasion
    assault: Fixed[Stream]  # assault
    counterattack: Fixed[Stream]  # counterattack
    overrun: Fixed[Stream]  # overrun
    defeat: Fixed[Stream]  # defeat
    garrison_way: Fixed[Streams]  # garrison way
    takes_offer: Fixed[Stream]  # takes an offer
    honours: Fixed[Stream]  # honours terms
    term: Fixed[Streams]  # term taken
    captive: Fixed[Stream]  # captive
    joins_what: Fixed[Streams]  # joins what
    joins: Fixed[Streams]  # joins
    founds: Fixed[Streams]  # founds
    asks: Fixed[Streams]  # asks
    role: Fixed[Streams]  # role
    another: Fixed[Streams]  # another
    or_home: Fixed[Stream]  # or home
    how_he_breaks: Fixed[Streams]  # how he breaks
    what_befalls: Fixed[Streams]  # what befalls
    out_of_idleness: Fixed[Streams]  # out of idleness
    back_to_whom: Fixed[Streams]  # back to whom
    out_of_hiding: Fixed[Streams]  # out of hiding
    split: Fixed[Stream]  # split
    merge: Fixed[Stream]  # merge
    splits_off: Fixed[Stream]  # splits off
    confirm: Fixed[Stream]  # confirm


class Causes:
    """By mechanism, the code that is written down as the cause of an event."""

    I1: Fixed[int]
    I2: Fixed[int]
    I3: Fixed[int]
    I4: Fixed[int]
    I5: Fixed[int]
    I6: Fixed[int]
    I7: Fixed[int]
    I8: Fixed[int]
    N1: Fixed[int]
    N2: Fixed[int]
    N3: Fixed[int]
    N4: Fixed[int]
    N5: Fixed[int]
    N6: Fixed[int]
    N7: Fixed[int]
    N7b: Fixed[int]
    N8: Fixed[int]
    N9: Fixed[int]
    N10: Fixed[int]
    D1: Fixed[int]
    D2: Fixed[int]
    D3: Fixed[int]
    D4: Fixed[int]
    D5: Fixed[int]
    D6: Fixed[int]
    D7: Fixed[int]
    D8: Fixed[int]
    D8a: Fixed[int]
    D8b: Fixed[int]
    D9: Fixed[int]
    D9a: Fixed[int]
    D9b: Fixed[int]
    D9c: Fixed[int]
    D10: Fixed[int]
    D11: Fixed[int]
    D12: Fixed[int]
    D13: Fixed[int]
    D14: Fixed[int]
    D15: Fixed[int]
    D16: Fixed[int]
    D17: Fixed[int]
    D18: Fixed[int]
    D19: Fixed[int]
    R1: Fixed[int]
    R2: Fixed[int]
    R3: Fixed[int]
    R4: Fixed[int]
    R5: Fixed[int]
    R6: Fixed[int]
    R7: Fixed[int]
    R8: Fixed[int]
    R9: Fixed[int]
    R10: Fixed[int]
    R11: Fixed[int]
    R12: Fixed[int]
    R13: Fixed[int]
    R14: Fixed[int]
    R15: Fixed[int]
    R16: Fixed[int]
    R17: Fixed[int]
    R18: Fixed[int]
    R19: Fixed[int]
    R20: Fixed[int]
    S1: Fixed[int]
    S2: Fixed[int]
    S3: Fixed[int]
    S4: Fixed[int]
    S5: Fixed[int]
    S6: Fixed[int]
    S7: Fixed[int]
    B1: Fixed[int]
    B2: Fixed[int]
    B3: Fixed[int]
    B4: Fixed[int]
    B5: Fixed[int]
    B6: Fixed[int]
    B7: Fixed[int]
    W1: Fixed[int]
    W2: Fixed[int]
    W3: Fixed[int]
    W4: Fixed[int]
    W5: Fixed[int]
    W6: Fixed[int]
    W7: Fixed[int]
    W8: Fixed[int]
    W9: Fixed[int]
    W9b: Fixed[int]
    W10: Fixed[int]
    V1: Fixed[int]
    V2: Fixed[int]
    C1: Fixed[int]


class Size:
    """How large the war is."""

    people: Fixed[int]
    army_people: Fixed[int]
    army_units: Fixed[int]
    army_cells: Fixed[int]
    sects: Fixed[int]
    bands: Fixed[int]
    places: Fixed[int]
    statuses: Fixed[int]
    persons_per_agent: Fixed[int]
    start: Fixed[int]
    most_choices: Fixed[int]
    rebels: Fixed[bool]


class Codes:
    """Columns of the terms of events, and the code of the cause that stands for none."""

    loyalty: Fixed[int]
    ceiling: Fixed[int]
    outrage: Fixed[int]
    word: Fixed[int]
    cap: Fixed[int]
    spare: Fixed[int]
    plugged: Fixed[int]
    unnamed: Fixed[int]
