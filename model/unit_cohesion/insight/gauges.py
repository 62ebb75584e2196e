"""What is read off a watched run: outcomes nearer to single mechanisms than those that ``[targets]`` may name.

A gauge is a number of one run, NaN where the run has nothing to read it from. It is about positions (the ruler's own group, the largest
one, those whom pledges name), never about a group by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from unit_cohesion.insight.watch import OFFICERS, WEEK, Watch
from unit_cohesion.vocabulary import (
    ADVISER,
    BANDS,
    CAMP,
    CANDIDATE,
    CHOSEN,
    CIVILIAN,
    DEAD,
    DISCHARGED,
    FIGHTER,
    HIDING,
    IN_ACTION,
    OUT_AND_ALIVE,
    REASONS,
    RETURNED,
    SERVING,
    SPECIALITIES,
    TRANSIT,
    WITHDRAWN,
)

AFTER_WORD, AFTER_PLEDGE = 210, 90
"""Days for which word of the leader's exit, and a pledge, are followed: December to June; science's 90."""
YEAR = 365.25
SENIOR = slice(BANDS.index("senior officers"), len(BANDS) - 1)
NO_USE = tuple(SPECIALITIES.index(name) for name in ("pilot", "naval"))
REFUSED, DECLINED = CHOSEN.index("refused"), CHOSEN.index("declined")
LEAST_UNITS = 0.1
"""Share of units with the most expected exits, of which concentration is told."""
NINE_WEEKS = 9


@dataclass(frozen=True)
class Gauge:
    """One number that a watched run is read by.

    Attributes:
        name: by which the list of effects names it.
        unit, meaning: of the number.
        of: how it is read; NaN where there is nothing to read it from.
    """

    name: str
    unit: str
    meaning: str
    of: Callable[[Watch], float]


def share(part: float, whole: float) -> float:
    """A share; NaN of nothing."""
    return part / whole if whole > 0 else math.nan


def mean(values: np.ndarray) -> float:
    """The mean of what is known; NaN of nothing."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


# ---- who would leave: expected exits


def exits(watch: Watch, sects: np.ndarray, bands: slice = slice(None), weeks: np.ndarray | None = None) -> float:
    """Expected exits of some sects and bands, in all weeks or some; NaN where there is no such sect."""
    chosen = watch.by_group if weeks is None else watch.by_group[weeks]
    return float(chosen[:, sects][:, :, bands].sum()) if sects.any() else math.nan


def after_word(watch: Watch, sects: np.ndarray) -> float:
    """Expected exits of officers of some sects from the first word of the leader's exit on."""
    word = watch.leader_exit
    return exits(watch, sects, OFFICERS, watch.weeks(word.origin, AFTER_WORD)) if word else math.nan


def after_pledges(watch: Watch) -> float:
    """Expected exits of each group in the days after each pledge that names it."""
    ids = [sect.id for sect in watch.scenario.sects]
    found = 0.0
    for id in sorted({str(one.about) for one in watch.pledges}):
        weeks = np.zeros(len(watch.days), bool)
        for one in watch.pledges:
            if one.about == id:
                weeks |= watch.weeks(one.release, AFTER_PLEDGE)
        found += float(watch.by_group[weeks, ids.index(id)].sum())
    return found if watch.pledges else math.nan


def from_lost_homes(watch: Watch) -> float:
    """Expected exits of men by home, each home as far as the regime has lost it."""
    control = np.asarray(watch.engine.log.weeks("places")["control"], float)
    return float((watch.by_home * (1.0 - control)).sum())


def concentration(watch: Watch) -> float:
    """The share that the tenth of units with the most expected exits has of all."""
    by_unit = np.sort(watch.by_unit.sum(axis=0))[::-1]
    return share(float(by_unit[: max(1, round(LEAST_UNITS * len(by_unit)))].sum()), float(by_unit.sum()))


# ---- what people believe and feel


def abandonment_before_release(watch: Watch) -> float:
    """What the ruling group's officers believe of being abandoned between origin and release of the first word of it."""
    word = watch.leader_exit
    return mean(watch.abandonment[watch.weeks(word.origin, (word.release - word.origin).days)]) if word else math.nan


def doubt_of_named(watch: Watch) -> float:
    """How far pledges have weakened the norm of the groups that they name, in the days after each."""
    doubted = _by_sect(watch, "doubted")
    ids = [sect.id for sect in watch.scenario.sects]
    return mean(
        np.concatenate([doubted[watch.weeks(one.release, AFTER_PLEDGE), ids.index(str(one.about))] for one in watch.pledges])
        if watch.pledges
        else np.zeros(0)
    )


def felt_by_minorities(watch: Watch) -> float:
    """Grievance felt by all groups but the largest, on the mean of weeks and groups."""
    return mean(_by_sect(watch, "felt")[:, ~watch.majority])


def _by_sect(watch: Watch, column: str) -> np.ndarray:
    """A column of communities, weeks × sects: means by people."""
    people = watch.communities["population"].reshape(len(watch.days), -1, len(watch.ruling))
    values = watch.communities[column].reshape(people.shape)
    return np.asarray((values * people).sum(axis=1) / np.maximum(people.sum(axis=1), 1.0))


def houses(watch: Watch) -> float:
    """Recent reprisals in communities, on the mean of their people and of the weeks."""
    people = watch.communities["population"]
    return float((watch.communities["reprisals"] * people).sum() / people.sum())


def pace_believed(watch: Watch) -> float:
    """Departures believed in, of those that there were."""
    return share(float(watch.facts.daily("perceived_defections").sum()), left(watch))


def danger(watch: Watch) -> float:
    """Share of danger in the reasons that people state for staying out of the fight."""
    stated = watch.engine.log.events["reason"]
    persons = watch.facts.events("persons")
    return share(float(persons[stated == REASONS.index("danger")].sum()), float(persons[stated > 0].sum()))


def odds_moved(watch: Watch) -> float:
    """From the highest to the lowest of the believed odds that the regime lasts."""
    odds = watch.facts.daily("regime_odds")
    return float(odds.max() - odds.min())


# ---- who left


def left(watch: Watch) -> float:
    """Persons who left by their own will."""
    return float(watch.facts.events("persons")[watch.left].sum())


def caught(watch: Watch) -> float:
    """Attempts to leave that were caught."""
    return float(watch.facts.daily("attempts").sum()) - left(watch)


def by_long_ways(watch: Watch) -> float:
    """Share of leavers who went abroad or home into hiding."""
    to = watch.facts.events("to_status")[watch.left]
    persons = watch.facts.events("persons")[watch.left]
    return share(float(persons[(to == TRANSIT) | (to == HIDING)].sum()), float(persons.sum()))


def after_word_left(watch: Watch) -> np.ndarray:
    """Rows of the events of the ruling group's officers who left up to the end of the days that follow the first word of the exit."""
    word = watch.leader_exit
    rows = watch.leavers(watch.ruling, OFFICERS)
    return rows[watch.facts.events("day")[rows] < watch.day(word.origin) + AFTER_WORD] if word else rows[:0]


def median_exit(watch: Watch) -> float:
    """The median day on which these left."""
    rows = after_word_left(watch)
    return float(np.median(watch.facts.events("day")[rows])) if len(rows) else math.nan


def spread_of_weeks(watch: Watch, first: date = date(2011, 10, 1), last: date = date(2012, 6, 30)) -> float:
    """Spread of weekly defections w about their nine-week mean m, beyond chance: √max(0, var(w / m) − mean of 1 / m), in agents.

    Weeks that lie from October 2011 to June 2012 if the run has them, else all.
    """
    scale = watch.scenario.about.persons_per_agent
    weeks = len(watch.facts.daily("defections")) // WEEK
    return beyond_chance(
        watch.facts.daily("defections")[: weeks * WEEK].reshape(weeks, WEEK).sum(axis=1) / scale, *_weeks_within(watch, first, last, weeks)
    )


def beyond_chance(weekly: np.ndarray, first: int, last: int) -> float:
    """The spread of weekly numbers about their nine-week mean, less what chance makes, from one week to before another."""
    half = NINE_WEEKS // 2
    rows = np.array([row for row in range(first, last) if half <= row < len(weekly) - half], int)
    means = np.array([weekly[row - half : row + half + 1].mean() for row in rows])
    rows, means = rows[means > 0], means[means > 0]
    if len(rows) < 2:
        return math.nan
    return math.sqrt(max(0.0, float(np.var(weekly[rows] / means)) - float(np.mean(1.0 / means))))


def _weeks_within(watch: Watch, first: date, last: date, weeks: int) -> tuple[int, int]:
    start = watch.scenario.about.start
    if start <= first and last <= start + timedelta(days=watch.scenario.about.days - 1):
        return -(-(watch.day(first) - 1) // WEEK), watch.day(last) // WEEK
    return 0, weeks


# ---- officers at doors, in militias, out of the fight


def moves(watch: Watch, before: tuple[int, ...], to: tuple[int, ...], officers: bool = True) -> float:
    """Persons who went from some statuses to others; of officers only, or of all."""
    found = watch.facts
    rows = np.isin(found.events("from_status"), before) & np.isin(found.events("to_status"), to)
    band = found.events("band")
    if officers:
        rows &= (band >= OFFICERS.start) & (band < OFFICERS.stop)
    return float(found.events("persons")[rows].sum())


def officer_years(watch: Watch, *statuses: int) -> float:
    """Years that defected officers spent in some statuses."""
    return float(watch.facts.officers_out[:, [OUT_AND_ALIVE.index(status) for status in statuses]].sum()) / YEAR


def step_backs(watch: Watch) -> float:
    """How often an officer in action steps back, a year."""
    return share(moves(watch, IN_ACTION, (ADVISER,)), officer_years(watch, *IN_ACTION))


def quits(watch: Watch) -> float:
    """How often a fighter who is no officer leaves his militia, a year."""
    men = float(watch.facts.daily("militia fighter").sum()) / YEAR
    gone = moves(watch, (FIGHTER,), (FIGHTER, CIVILIAN, WITHDRAWN), officers=False)
    return share(gone - moves(watch, (FIGHTER,), (FIGHTER, CIVILIAN, WITHDRAWN)), men)


def door_days(watch: Watch) -> float:
    """Days that officers wait at doors for each word of a leader."""
    return share(YEAR * officer_years(watch, CANDIDATE), float(sum(_decided(watch).values())))


def _decided(watch: Watch, among: np.ndarray | None = None) -> dict[int, float]:
    """Persons by what leaders (and they themselves) decided; of some people (rows) only, if told."""
    choices = watch.engine.log.choices
    rows = ~choices["by_sponsor"]
    if among is not None:
        rows[rows] = among[choices["subject"][rows]]
    persons = watch.facts.people("persons")[choices["subject"][rows]]
    return dict(enumerate(np.bincount(choices["choice"][rows], persons, len(CHOSEN)).tolist()))


def refused(watch: Watch, among: np.ndarray | None = None) -> float:
    """Share of leaders' words that are refusals."""
    if not watch.rebels:
        return math.nan
    found = _decided(watch, among)
    return share(found[REFUSED], sum(found.values()))


def declined(watch: Watch) -> float:
    """Share of leaders' offers that officers declined."""
    if not watch.rebels:
        return math.nan
    found = _decided(watch)
    return share(found[DECLINED], sum(found.values()) - found[REFUSED])


def _is_in(watch: Watch, column: str, rows: tuple[int, ...]) -> np.ndarray:
    return np.asarray(np.isin(getattr(watch.engine.state.people, column), rows))


def idle_mean(watch: Watch, column: str) -> float:
    """The mean of a column over officers who are idle at the end, in camps or inside."""
    people = watch.engine.state.people
    army = np.arange(people.size) < watch.engine.state.army_people
    idle = army & np.isin(people.status, (CAMP, WITHDRAWN)) & (people.band >= OFFICERS.start) & (people.band < OFFICERS.stop)
    if not idle.any():
        return math.nan
    return float(np.average(np.asarray(getattr(people, column)[idle], float), weights=watch.facts.people("persons")[idle]))


def skill_left(watch: Watch) -> float:
    """What idleness has left of officers' competence."""
    return share(idle_mean(watch, "skill"), idle_mean(watch, "competence"))


def by_fighters(watch: Watch, column: str) -> float:
    """The mean of a column of militias over weeks and fighters."""
    if not watch.rebels:
        return math.nan
    militias = watch.engine.log.weeks("militias")
    fighters = np.where(militias["alive"], militias["fighters"], 0.0).astype(float)
    return share(float((fighters * militias[column]).sum()), float(fighters.sum()))


def client_distance(watch: Watch) -> float:
    """How far militias' mind lies from their patrons' agenda, over weeks and fighters."""
    if not watch.rebels or not watch.scenario.sponsors:
        return math.nan
    militias = watch.engine.log.weeks("militias")
    paid = militias["alive"] & (militias["patron"] >= 0)
    agenda = np.array([sponsor.agenda for sponsor in watch.scenario.sponsors])[np.where(paid, militias["patron"], 0)]
    apart = np.abs(agenda - (militias["religiosity"] - militias["nationalism"])) / 2.0
    fighters = np.where(paid, militias["fighters"], 0.0).astype(float)
    return share(float((fighters * apart).sum()), float(fighters.sum()))


def killed_by_extremists(watch: Watch) -> float:
    """Rebels and defectors killed by extremists."""
    if not watch.rebels:
        return math.nan
    log = watch.engine.log.events
    rows = (log["to"] == DEAD) & (log["cause"] == watch.engine.causes.index("R20"))
    return float(watch.facts.events("persons")[rows].sum())


def moderates(watch: Watch) -> float:
    """Fighters of militias that are not extremist, at the end."""
    if not watch.rebels:
        return math.nan
    militias = watch.engine.log.weeks("militias")[-1]
    return float(militias["fighters"][militias["alive"] & ~militias["extremist"]].sum())


def far_from_home(watch: Watch) -> float:
    """Fighters of militias that stand elsewhere than at home, on the mean of weeks."""
    if not watch.scenario.moving:
        return math.nan
    militias = watch.engine.log.weeks("militias")
    away = militias["alive"] & (militias["front"] != watch.engine.state.militias.place)
    return float(np.where(away, militias["fighters"], 0.0).sum(axis=1).mean())


def _daily_mean(column: str) -> Callable[[Watch], float]:
    return lambda watch: float(watch.facts.daily(column).mean())


def _daily_end(column: str) -> Callable[[Watch], float]:
    return lambda watch: float(watch.facts.daily(column)[-1])


def _with_rebels(read: Callable[[Watch], float]) -> Callable[[Watch], float]:
    return lambda watch: read(watch) if watch.rebels else math.nan


GAUGES: dict[str, Gauge] = {
    one.name: one
    for one in (
        Gauge("exits", "persons", "expected exits", lambda w: float(w.by_group.sum())),
        Gauge("exits_officers", "persons", "expected exits of officers", lambda w: float(w.by_group[:, :, OFFICERS].sum())),
        Gauge("exits_ceilinged", "persons", "expected exits of officers who meet a ceiling", lambda w: float(w.ceilinged.sum())),
        Gauge("exits_ruling", "persons", "expected exits of the ruling group", lambda w: exits(w, w.ruling)),
        Gauge("exits_ruling_officers", "persons", "expected exits of the ruling group's officers", lambda w: exits(w, w.ruling, OFFICERS)),
        Gauge("exits_others", "persons", "expected exits of the groups that do not rule", lambda w: exits(w, ~w.ruling)),
        Gauge("exits_minorities", "persons", "expected exits of all groups but the largest", lambda w: exits(w, ~w.majority)),
        Gauge(
            "exits_after_word",
            "persons",
            "expected exits of the ruling group's officers in 210 days from the first word of the leader's exit",
            lambda w: after_word(w, w.ruling),
        ),
        Gauge("exits_after_pledges", "persons", "expected exits of groups in the 90 days after pledges that name them", after_pledges),
        Gauge("exits_besieged", "persons", "expected exits in besieged units", lambda w: w.in_posture("besieged")),
        Gauge("exits_lost_homes", "persons", "expected exits of men by home, as far as the regime has lost it", from_lost_homes),
        Gauge("concentration", "1", "share of expected exits that the tenth of units with the most has", concentration),
        Gauge(
            "abandonment",
            "1",
            "odds of being abandoned that the ruling group's officers believe in, from origin to release of that word",
            abandonment_before_release,
        ),
        Gauge("norm", "1", "norm that none of one's own goes, on the mean of days", _daily_mean("norm")),
        Gauge("doubt", "1", "how far pledges weaken the norm of the groups that they name, in 90 days", doubt_of_named),
        Gauge("felt_by_minorities", "deaths per 100,000", "grievance felt by all groups but the largest", felt_by_minorities),
        Gauge("houses", "houses per 100,000", "recent reprisals known to communities", houses),
        Gauge("pace_believed", "1", "departures believed in, of those that there were", pace_believed),
        Gauge("danger", "1", "share of danger in the reasons stated for staying out of the fight", danger),
        Gauge("odds_moved", "1", "highest less lowest believed odds that the regime lasts", odds_moved),
        Gauge("attempts", "persons", "attempts to leave", lambda w: float(w.facts.daily("attempts").sum())),
        Gauge("caught", "persons", "attempts to leave that were caught", caught),
        Gauge("gave_up", "persons", "men who gave themselves up", lambda w: float(w.facts.daily("captures").sum())),
        Gauge("long_ways", "1", "share of leavers who went abroad or home into hiding", by_long_ways),
        Gauge("let_go", "persons", "conscripts and wounded let go", lambda w: moves(w, (SERVING,), (DISCHARGED,), officers=False)),
        Gauge("median_exit", "day", "median day on which the ruling group's officers left, up to 210 days after that word", median_exit),
        Gauge("ruling_officers_left", "persons", "officers of the ruling group who left", lambda w: w.left_of(w.ruling, OFFICERS)),
        Gauge("ruling_left", "persons", "men of the ruling group who left", lambda w: w.left_of(w.ruling)),
        Gauge("minorities_left", "persons", "men of all groups but the largest who left", lambda w: w.left_of(~w.majority)),
        Gauge("spread", "1", "spread of weekly defections about their nine-week mean, beyond chance", spread_of_weeks),
        Gauge("air_effort", "1", "sorties flown, of those on day one, on the mean of days", _daily_mean("air_effort")),
        Gauge("confirmed", "persons", "defectors found out as sent", _with_rebels(_daily_end("infiltrators_confirmed"))),
        Gauge("camp_years", "years", "years that officers spent in camps", _with_rebels(lambda w: officer_years(w, CAMP))),
        Gauge("skill_left", "1", "what idleness has left of officers' competence at the end", _with_rebels(skill_left)),
        Gauge("hope", "1", "hope of idle officers at the end", _with_rebels(lambda w: idle_mean(w, "hope"))),
        Gauge("declined", "1", "share of leaders' offers that officers declined", declined),
        Gauge("step_backs", "1/year", "how often an officer in action steps back", _with_rebels(step_backs)),
        Gauge("refused", "1", "share of leaders' words that are refusals", refused),
        Gauge(
            "refused_seniors",
            "1",
            "share of leaders' words to senior officers and generals that are refusals",
            lambda w: refused(w, _is_in(w, "band", tuple(range(SENIOR.start, SENIOR.stop)))),
        ),
        Gauge(
            "refused_unskilled",
            "1",
            "share of leaders' words to pilots and naval officers that are refusals",
            lambda w: refused(w, _is_in(w, "speciality", NO_USE)),
        ),
        Gauge("door_days", "days", "days that officers wait at doors for each word of a leader", _with_rebels(door_days)),
        Gauge("labels", "persons", "officers to whom a label stuck", _with_rebels(_daily_end("labels"))),
        Gauge("warlordism", "1", "how far leaders are warlords, on the mean of days", _with_rebels(_daily_mean("warlordism"))),
        Gauge("splits", "militias", "splits of militias", _with_rebels(_daily_end("splits"))),
        Gauge("cohesion", "1", "cohesion of militias, on the mean of days", _with_rebels(_daily_mean("militia_cohesion"))),
        Gauge("sectarian", "1", "sectarian feeling in militias, over weeks and fighters", lambda w: by_fighters(w, "sectarian")),
        Gauge("killed_by_extremists", "persons", "rebels and defectors killed by extremists", killed_by_extremists),
        Gauge("moderates", "persons", "fighters of militias that are not extremist, at the end", moderates),
        Gauge("client_distance", "1", "how far militias' mind lies from their patrons' agenda", client_distance),
        Gauge("quits", "1/year", "how often a fighter who is no officer leaves his militia", _with_rebels(quits)),
        Gauge("supply", "1", "arms that reach militias, over weeks and fighters", lambda w: by_fighters(w, "supply")),
        Gauge("filled", "men", "worth of those who fill the gap on the regime's side", _with_rebels(_daily_mean("filled"))),
        Gauge(
            "ground",
            "places",
            "ground lost by the regime and retaken",
            lambda w: float(w.facts.daily("ground_lost")[-1] + w.facts.daily("ground_retaken")[-1]),
        ),
        Gauge("loyal_militia", "persons", "men in the regime's militias, on the mean of days", _daily_mean("regime_militia")),
        Gauge("far_from_home", "persons", "fighters who stand elsewhere than at home, on the mean of weeks", far_from_home),
        Gauge("forming", "days", "days on which a national army may form", _with_rebels(lambda w: float(w.facts.daily("forming").sum()))),
        Gauge(
            "returned",
            "persons",
            "defectors and deserters who went back to the regime",
            _with_rebels(lambda w: moves(w, (CAMP, WITHDRAWN, HIDING), (RETURNED,), officers=False)),
        ),
        Gauge("gone", "persons", "defectors abroad for good at the end", _with_rebels(lambda w: float(w.facts.daily("gone")[-1]))),
        Gauge("national_power", "men", "fighting worth of the national army at the end", _with_rebels(_daily_end("national_power"))),
    )
}
"""Every gauge, by name."""
