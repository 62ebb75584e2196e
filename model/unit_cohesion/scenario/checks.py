"""What the tables of a scenario owe each other: references, sums, neighbours, dates (the army's order: ``army.py``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from unit_cohesion.engine.declare import Keys
from unit_cohesion.errors import MISSING, Faults, Key, ScenarioError, nearest
from unit_cohesion.outcomes import ABOUT, OUTCOMES, Outcome, nearest_outcome
from unit_cohesion.rules import MECHANISMS, PARAMETERS
from unit_cohesion.scenario.outside import Outside
from unit_cohesion.schema import (
    About,
    Contents,
    Country,
    Crowd,
    Cut,
    Entry,
    Establishment,
    Event,
    Formation,
    Intake,
    Militia,
    News,
    Offer,
    Patron,
    Place,
    Sect,
    Series,
    Sponsor,
    Target,
)
from unit_cohesion.vocabulary import HERE, RANKS, SPECIALITIES, TERMS

SUM_TOLERANCE = 1e-6
SHARE_TOLERANCE = 0.03  # between a group's share of the country and of its places

NO_FACTS = ("scenario", "targets", "prior", "declare")
"""Tables of a scenario that no cut can lay over."""
OF_RULES = ", or one of a rule from outside where that is named (--plugin, rules=)"
"""What else a target or a range can be of."""
TOLD = {"news": ("title", "source", "place"), "events": ("title", "source")}
"""Keys that are shown and that no rule reads; of any kind."""


@dataclass
class Draft:
    """A scenario's tables while they are checked: the entries that are sound in themselves, and every id that is written.

    Attributes:
        kinds: of news and of events, and the keys that each reads.
        outside: what rules from outside bring.
        ids: array → ids of its entries, sound or not.
        ends: whether it is a whole file: dates after the run's end are errors, and so are leaks of a case (a run may be cut short by hand).
        service_days: length of compulsory service.
        undercount: true deaths for each one counted.
    """

    faults: Faults
    kinds: Mapping[str, Mapping[str, Keys]]
    outside: Outside
    ids: Mapping[str, Collection[str]]
    ends: bool
    service_days: int
    undercount: float
    about: About | None
    sects: list[Sect]
    countries: list[Country]
    places: list[Place]
    intakes: list[Intake]
    establishments: list[Establishment]
    formations: list[Formation]
    series: list[Series]
    news: list[News]
    events: list[Event]
    crowds: list[Crowd]
    offers: list[Offer]
    patrons: list[Patron]
    sponsors: list[Sponsor]
    militias: list[Militia]
    targets: dict[str, Target]
    prior: dict[str, tuple[float, float]]

    def entries(self, array: str) -> Iterable[tuple[Key, Entry]]:
        """The sound entries of an array, each with its key."""
        if array == "targets":
            return [(("targets", name), target) for name, target in self.targets.items()]
        key: Key = ("army", array) if array in ("intakes", "establishments", "formations") else (array,)
        return [((*key, entry.id), entry) for entry in getattr(self, array)]

    def all_sound(self, *arrays: str) -> bool:
        """Return whether every entry of these arrays is sound, so that sums over them mean something."""
        return all(len(getattr(self, array)) == len(self.ids[array]) for array in arrays)

    def references_known(self, array: str, to: str) -> bool:
        """Return whether every name out of ``to`` that this array's entries write is there."""
        ids = set(self.ids[to])
        fields = [field for (name, field), target in REFERENCES.items() if name == array and target == to]
        return all(ids.issuperset(names_in(getattr(entry, field))) for _, entry in self.entries(array) for field in fields)


REFERENCES = {
    ("sects", "faith"): "sects",
    ("places", "sects"): "sects",
    ("places", "neighbours"): "places",
    ("places", "borders"): "countries",
    ("intakes", "ranks"): RANKS[:-1],
    ("intakes", "shares"): "sects",
    ("establishments", "seats"): "intakes",
    ("establishments", "sensitive"): "intakes",
    ("formations", "parent"): "formations",
    ("formations", "places"): "places",
    ("formations", "arms"): SPECIALITIES,
    ("formations", "homes"): "places",
    ("formations", "company"): "establishments",
    ("formations", "battalion_staff"): "establishments",
    ("formations", "brigade_staff"): "establishments",
    ("formations", "staff"): "establishments",
    ("news", "about"): "sects",
    ("news", "place"): "places",
    ("news", "patron"): "patrons",
    ("events", "place"): "places",
    ("events", "sect"): "sects",
    ("events", "country"): "countries",
    ("crowds", "place"): "places",
    ("crowds", "groups"): "sects",
    ("offers", "by"): "militias",
    ("sponsors", "country"): "countries",
    ("militias", "place"): "places",
    ("militias", "sect"): "sects",
    ("militias", "patron"): "sponsors",
    ("targets", "sect"): "sects",
    ("targets", "formation"): "formations",
    ("targets", "beside"): "formations",
    ("targets", "place"): "places",
    ("targets", "values"): "places",
}


BESIDE_NAMES = {("formations", "homes"): (HERE,)}
"""Words that can stand in a field of references beside the names of entries."""


def names_in(written: str | Collection[str] | None) -> Collection[str]:
    """The names that a field of references holds."""
    return [written] if isinstance(written, str) else written or ()


def references(draft: Draft) -> None:
    """Whatever names another entry names one that is there."""
    for (array, field), to in REFERENCES.items():
        known = list(filter(None, draft.ids[to])) if isinstance(to, str) else list(to)
        if not known and to not in ("countries", "sponsors", "militias", "patrons"):
            continue  # the array itself is missing, which is told already
        known += BESIDE_NAMES.get((array, field), ())
        ids = set(known)
        for key, entry in draft.entries(array):
            written = getattr(entry, field)
            for name in names_in(written):
                if name not in ids:
                    place: Key = (*key, field, name) if isinstance(written, dict) else (*key, field)
                    value = written[name] if isinstance(written, dict) else name
                    few = f" ({', '.join(known)})" if len(known) <= 12 else ""
                    what = f"a name out of {to}" if isinstance(to, str) else {"ranks": "a rank", "arms": "a speciality"}[field]
                    draft.faults.add(place, value, what + few, name, known)


def sums_to_1(shares: Iterable[float]) -> bool:
    """Whether the shares sum to 1, give or take what rounding makes."""
    return abs(sum(shares) - 1) <= SUM_TOLERANCE


def sums(draft: Draft) -> None:
    """Shares sum to 1."""

    def owe(key: Key, shares: Collection[float]) -> None:
        if not sums_to_1(shares):
            draft.faults.add(key, round(sum(shares), 6), "shares that sum to 1")

    for array, field in (("places", "sects"), ("intakes", "ranks"), ("intakes", "shares"), ("formations", "arms")):
        for key, entry in draft.entries(array):
            owe((*key, field), getattr(entry, field).values())
    for formation in draft.formations:
        if formation.homes is not None:
            owe(("army", "formations", formation.id, "homes"), formation.homes.values())
    for crowd in draft.crowds:
        if crowd.groups:
            owe(("crowds", crowd.id, "groups"), crowd.groups.values())
    if draft.sects and draft.all_sound("sects"):
        for field in ("population_share", "sensitive_post_share"):
            owe(("sects", field), [getattr(sect, field) for sect in draft.sects])


def groups(draft: Draft) -> None:
    """One ruling group at most; the places hold the groups that the country is said to have."""
    if not draft.all_sound("sects") or not draft.sects:
        return
    ruling = [sect.id for sect in draft.sects if sect.ruling]
    if len(ruling) > 1:
        draft.faults.add(("sects", "ruling"), ruling, "true for one sect at most")
    of_faith = {sect.id for sect in draft.sects if sect.faith}
    for sect in draft.sects:
        if sect.faith == sect.id or sect.faith in of_faith:
            draft.faults.add(("sects", sect.id, "faith"), sect.faith, "another group, which is not of another's faith itself")
    settled = draft.all_sound("places") and draft.references_known("places", "sects")
    settled = settled and all(sums_to_1(place.sects.values()) for place in draft.places)
    people = sum(place.population for place in draft.places)
    for sect in draft.sects if people and settled else ():
        lived = sum(place.population * place.sects.get(sect.id, 0.0) for place in draft.places) / people
        if abs(lived - sect.population_share) > SHARE_TOLERANCE:
            allowed = f"within {SHARE_TOLERANCE} of the sect's share in the places together, {lived:.3f}"
            draft.faults.add(("sects", sect.id, "population_share"), sect.population_share, allowed)


def map_of_places(draft: Draft) -> None:
    """Every place has neighbours, who know it as theirs, and a tile of its own."""
    at = {place.id: place for place in draft.places}
    tiles: dict[tuple[int, int], str] = {}
    touched = {name for place in draft.places for name in place.neighbours if name != place.id}
    for place in draft.places:
        key: Key = ("places", place.id, "neighbours")
        if len(draft.ids["places"]) > 1 and not place.neighbours and place.id not in touched:
            draft.faults.add(key, [], "at least one place that it touches")
        for name in place.neighbours:
            if name == place.id:
                draft.faults.add(key, name, "other places, not itself")
            elif name in at and place.id not in at[name].neighbours:
                draft.faults.add(key, name, f"a place that has {place.id} among its own neighbours")
        other = tiles.setdefault((place.x, place.y), place.id)
        if other != place.id:
            draft.faults.add(("places", place.id, "x"), (place.x, place.y), f"a tile (x, y) of its own; {other} stands there")


def news(draft: Draft) -> None:
    """News is released after its origin, exposed after its release; the leader's exit is about his own group, and word of one loss."""
    ruling = next((sect.id for sect in draft.sects if sect.ruling), None)
    for item in draft.news:
        key: Key = ("news", item.id)
        if item.release < item.origin:
            draft.faults.add((*key, "release"), item.release.isoformat(), f"a date not before its origin, {item.origin}")
        if item.exposed and item.exposed < item.release:
            draft.faults.add((*key, "exposed"), item.exposed.isoformat(), f"a date not before its release, {item.release}")
        if item.exposed and item.kind == "pledge" and not item.staged:
            draft.faults.add((*key, "exposed"), item.exposed.isoformat(), "nothing, as it is not staged (staged = true)")
        if item.kind == "leader_exit" and not ruling and draft.sects:
            allowed = "another kind, as no sect is the ruler's own (ruling = true) and such word moves none but his"
            draft.faults.add((*key, "kind"), item.kind, allowed)
        if item.kind == "leader_exit" and item.about and ruling and item.about != ruling and item.about in draft.ids["sects"]:
            draft.faults.add((*key, "about"), item.about, f"the ruler's own group, {ruling}, or nothing: only those are moved by such word")
        told = [field for field in ("place", "of", "patron") if getattr(item, field)]
        if item.kind == "word" and len(told) != 1:
            draft.faults.add(
                (*key, "kind"), item.kind, f"one of place, of and patron beside it, the loss that it tells of; it has {len(told)}"
            )


def events(draft: Draft) -> None:
    """Each event says what its kind needs, and its id is no news' too, since both are taken out of a run by their ids alone."""
    heard = {news.id for news in draft.news}
    for event in draft.events:
        if event.id in heard:
            draft.faults.add(("events", event.id, "id"), event.id, f"an id that no news has; news.{event.id} has it")
        for field in draft.kinds["events"][event.kind].needs:
            if getattr(event, field) is None:
                draft.faults.add(("events", event.id, field), MISSING, f"a {field}, as an event of kind {event.kind} needs one")
        if event.kind == "agreement" and (event.value or 0.0) > 1.0:
            draft.faults.add(("events", event.id, "value"), event.value, "a consensus from 0 to 1")


def crowds(draft: Draft) -> None:
    """Crowds end after they begin; orders bind amid some, for a time, and never contradict one another on one day."""
    for crowd in draft.crowds:
        if crowd.end < crowd.start:
            draft.faults.add(("crowds", crowd.id, "end"), crowd.end.isoformat(), f"a date not before its start, {crowd.start}")
    given: dict[tuple[date, str | None], str] = {}
    for order in draft.events:
        if order.kind != "order":
            continue
        key: Key = ("events", order.id)
        if not draft.ids["crowds"]:
            draft.faults.add(
                (*key, "kind"), order.kind, "another kind, as orders are given to units amid crowds and there is no [[crowds]]"
            )
        if order.end and order.end < order.date:
            draft.faults.add((*key, "end"), order.end.isoformat(), f"a date not before that of the order, {order.date}")
        other = given.setdefault((order.date, order.of), order.id)
        if other != order.id:
            draft.faults.add((*key, "date"), order.date.isoformat(), f"another day than {other}, which is an order to the same units")


def offers(draft: Draft) -> None:
    """Offers end after they begin; a militia does not do more with its captives than there are."""
    for offer in draft.offers:
        if not offer.terms:
            draft.faults.add(("offers", offer.id, "terms"), offer.terms, f"at least one of {', '.join(TERMS)}")
        if offer.end and offer.end < offer.start:
            draft.faults.add(("offers", offer.id, "end"), offer.end.isoformat(), f"a date not before its start, {offer.start}")
    for militia in draft.militias:
        if militia.captives and militia.captives.released + militia.captives.killed > 1.0:
            both = militia.captives.released + militia.captives.killed
            draft.faults.add(("militias", militia.id, "captives"), f"{both:g}", "shares that add up to 1 at most")


def patrons(draft: Draft) -> None:
    """Patrons go after they came, and after it was announced; together they carry no more pay and sorties than there are."""
    for patron in draft.patrons:
        key: Key = ("patrons", patron.id)
        if patron.announced and not patron.end:
            draft.faults.add((*key, "announced"), patron.announced.isoformat(), "nothing, as it has no end that could be announced")
        elif patron.announced and patron.end and patron.announced > patron.end:
            draft.faults.add((*key, "announced"), patron.announced.isoformat(), f"a date not after its end, {patron.end}")
        if patron.start and patron.end and patron.end < patron.start:
            draft.faults.add((*key, "end"), patron.end.isoformat(), f"a date not before its start, {patron.start}")
        if not patron.men + patron.air + patron.pay:
            draft.faults.add((*key, "men"), patron.men, "something that it brings: men, air or pay above 0")
    for share in ("air", "pay"):
        whole = sum(getattr(patron, share) for patron in draft.patrons)
        if whole > 1.0 + SUM_TOLERANCE:
            last = next(patron for patron in reversed(draft.patrons) if getattr(patron, share))
            draft.faults.add(
                ("patrons", last.id, share), getattr(last, share), f"shares that add up to 1 at most over all patrons, not {whole:g}"
            )


def unread_keys(draft: Draft) -> None:
    """News and events say nothing that their kind does not read, so that nothing is asked for in vain."""
    for array, kinds in draft.kinds.items():
        entries: list[News] | list[Event] = draft.news if array == "news" else draft.events
        for entry in entries:
            reads = kinds[entry.kind].needs + kinds[entry.kind].may
            for name, field in type(entry).model_fields.items():
                value = getattr(entry, name)
                if not field.is_required() and value != field.default and name not in (*reads, *TOLD[array]):
                    what = ", ".join(reads) if reads else "nothing but its date"
                    draft.faults.add((array, entry.id, name), value, f"nothing, as the kind {entry.kind} does not read it ({what})")


def targets(draft: Draft) -> None:
    """A target can be met: a known outcome with the keys that it reads, a band in order, dates within the run, a cut that can be made."""
    for name, target in draft.targets.items():
        key: Key = ("targets", name)
        outcome = OUTCOMES.get(target.outcome)
        own = draft.outside.outcomes
        if outcome is None and target.outcome not in own:
            allowed = f"a declared outcome (cohesion outcomes lists them){OF_RULES}"
            near = nearest(target.outcome, list(own)) or _near(draft, target.outcome)
            draft.faults.add((*key, "outcome"), target.outcome, allowed, near=near)
        elif outcome is not None:
            _about(draft, key, target, outcome)
        if target.low is None and target.high is None:
            draft.faults.add((*key, "low"), MISSING, "a number for low, for high, or for both")
        elif target.low is not None and target.high is not None and target.low > target.high:
            draft.faults.add((*key, "low"), target.low, f"at most high, {target.high:g}")
        if target.on and target.end:
            draft.faults.add((*key, "end"), target.end.isoformat(), "nothing beside on, which is the last day")
        if target.start and target.start > (target.end or target.on or target.start):
            draft.faults.add((*key, "start"), target.start.isoformat(), f"a date not after its end, {target.end or target.on}")
        if target.against and target.against[0] > target.against[1]:
            draft.faults.add((*key, "against"), target.against[0].isoformat(), f"a first day not after the last, {target.against[1]}")
        if target.beside is not None and not (target.beside and target.formation):
            draft.faults.add((*key, "beside"), list(target.beside), "formations beside those under formation, which it sets against them")
        elif target.beside and target.against:
            draft.faults.add((*key, "beside"), list(target.beside), "nothing beside against: a ratio has one other side")
        if target.cut is None and target.relative:
            draft.faults.add((*key, "relative"), True, "nothing without a cut, which it sets against the run without it")
        if target.cut:
            _cut(draft, (*key, "cut"), target.cut)
        for field, day in _dates_of(target) if draft.about else ():
            if draft.about:
                first, last = draft.about.start, draft.about.start + timedelta(draft.about.days - 1)
                if day < first or (day > last and draft.ends):
                    draft.faults.add((*key, *field), day.isoformat(), f"a date within the run, {first} to {last}")


def _dates_of(target: Target) -> list[tuple[tuple[str, ...], date]]:
    """The dates that a target has, each with its key."""
    plain = [((field,), getattr(target, field)) for field in ("on", "start", "end") if getattr(target, field)]
    cut = [(("cut", "on"), target.cut.on)] if target.cut and target.cut.on else []
    return [*plain, *((("against",), day) for day in target.against or ()), *cut]


def _about(draft: Draft, key: Key, target: Target, outcome: Outcome) -> None:
    """The target says whom its outcome is about if that needs it, and nothing that it does not read."""
    reads = (*outcome.needs, *outcome.may)
    for field in ABOUT:
        given = getattr(target, field)
        if field in outcome.needs and not given:
            draft.faults.add((*key, field), MISSING, f"a {field}, which this outcome is about")
        elif field == "values" and given and field in reads and len(set(given.values())) < 2:
            draft.faults.add((*key, field), given, "at least two places, whose figures differ: else there is no order of them")
        elif given and field not in reads:
            may = f"; it reads {', '.join(reads)}" if reads else ""
            value = given if isinstance(given, str) else list(given)
            allowed = f"no {field}, as {outcome.name} is not about one{may}"
            draft.faults.add((*key, field), value, allowed, near=_near(draft, outcome.name, field))


def _near(draft: Draft, outcome: str, reads: str = "") -> str | None:
    """The outcome that was meant, as long as it will be told."""
    return None if draft.faults.full else nearest_outcome(outcome, reads)


def _cut(draft: Draft, key: Key, cut: Cut) -> None:
    """A cut does something, to parameters and mechanisms that there are, with values that are allowed."""
    if not (cut.off or cut.set or cut.times or cut.without or cut.over):
        draft.faults.add(key, {}, "off, set, times, without or over, so that something is done")
    for name in cut.over or ():
        known = [field for field in Contents.model_fields if field not in NO_FACTS]
        if name not in known:
            draft.faults.add((*key, "over", name), (cut.over or {})[name], f"tables of facts ({', '.join(known)})", name, known)
    dated = [*(event.id for event in draft.events), *(news.id for news in draft.news)]
    for number, id in enumerate(cut.without or ()):
        if id not in dated:
            draft.faults.add((*key, "without", number), id, "the id of an event or of news of this scenario", id, dated)
    for number, id in enumerate(cut.off):
        known = [id for id, one in MECHANISMS.items() if one.kind in ("rule", "claim")]
        if id not in known:
            draft.faults.add((*key, "off", number), id, "the id of a mechanism that can be switched off (cohesion mechanisms)", id, known)
    for table, given in (("set", cut.set), ("times", cut.times)):
        for name, value in given.items():
            declared = PARAMETERS.get(name)
            if declared is None:
                known = list(PARAMETERS)
                draft.faults.add((*key, table, name), value, "a declared parameter (cohesion parameters lists them)", name, known)
            elif table == "times" and isinstance(declared.default, date):
                draft.faults.add((*key, table, name), value, "a parameter that is a number")
            elif table == "set":
                try:
                    declared.checked(value)
                except ScenarioError as fault:
                    draft.faults.add((*key, table, name), value, fault.allowed)


def priors(draft: Draft) -> None:
    """A range to draw from is of a parameter that is a number, in order, and within what the parameter may be."""
    for name, (low, high) in draft.prior.items():
        key: Key = ("prior", name)
        declared, own = PARAMETERS.get(name), draft.outside.ranges
        if declared is None and name not in own:
            allowed = f"a declared parameter (cohesion parameters lists them){OF_RULES}"
            draft.faults.add(key, [low, high], allowed, name, [*PARAMETERS, *own])
            continue
        least, most = (declared.low, declared.high) if declared else own[name]
        if isinstance(least, date) or isinstance(most, date):
            draft.faults.add(key, [low, high], "a parameter that is a number")
        elif not least <= low < high <= most:
            draft.faults.add(key, [low, high], f"a low below a high, from {least:g} to {most:g}")


CHECKS = (references, sums, groups, map_of_places, news, events, crowds, offers, patrons, unread_keys, targets, priors)
