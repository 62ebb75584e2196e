"""The agents: views on rows that read and write the engine's columns."""

from __future__ import annotations

import gc
import math
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion.agents.model import CohesionModel
from unit_cohesion.agents.people import Officer, Soldier
from unit_cohesion.agents.rebels import Fighter, MilitiaLeader, Sponsor
from unit_cohesion.errors import Unused
from unit_cohesion.rules import COLUMNS
from unit_cohesion.vocabulary import BANDS, RANKS, SERVING, STATUS

WARNINGS = ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning")
pytestmark = [pytest.mark.filterwarnings(f"error::{warning}") for warning in WARNINGS]


def tiny(**keywords: Any) -> CohesionModel:
    return CohesionModel(tiny_scenario(), **({"rng": 1} | keywords))


@pytest.fixture
def model() -> CohesionModel:
    return tiny()


def first(model: CohesionModel, which: Callable[[Any], bool] = lambda agent: True) -> Any:
    return next(agent for agent in model.agents if which(agent))


def views() -> list[Soldier]:
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, Soldier)]


def test_nobody_is_made_before_somebody_asks() -> None:
    assert not views()
    model = tiny()
    model.run_model()
    model.datacollector.get_model_vars_dataframe()
    assert not views()
    assert len(model.agents) == model.engine.state.people.size == len(views())


@pytest.mark.parametrize("ask", ["agents", "agents_by_type", "agent_types"])
def test_the_first_use_makes_everybody_once(model: CohesionModel, ask: str) -> None:
    getattr(model, ask)
    people = list(model.agents)
    assert [a.row for a in people] == list(range(model.engine.state.people.size))
    assert list(model.agents) == people
    assert set(model.agent_types) == {Soldier, Officer}
    assert {kind: len(some) for kind, some in model.agents_by_type.items()} == {
        Officer: sum(a.band in BANDS[2:] for a in people),
        Soldier: sum(a.band in BANDS[:2] for a in people),
    }


def test_assigning_agents_is_refused_as_mesa_does(model: CohesionModel) -> None:
    with pytest.raises(AttributeError, match=r"model\.agents"):
        model.agents = []


def test_attributes_are_the_columns(model: CohesionModel) -> None:
    model.step()
    people, scenario = model.engine.state.people, model.loaded_scenario
    for agent in list(model.agents)[::7]:
        assert agent.sect == scenario.sects[people.sect[agent.row]].id
        assert agent.rank == RANKS[people.rank[agent.row]]
        assert agent.home == scenario.places[people.home[agent.row]].id
        assert agent.unit == model.engine.battle.ids[people.unit[agent.row]]
        for column in COLUMNS["people"]:
            value = getattr(agent, column.id)
            assert type(value) in (str, int, float, bool)
            if column.id not in Soldier.WORDED | {"from_place"}:
                assert value == getattr(people, column.id)[agent.row]


def test_figures_agree_with_the_table_people(model: CohesionModel) -> None:
    for _ in range(30):
        model.step()
    frame = model.frame("people")
    for agent, said in zip(model.agents, frame.to_dict("records"), strict=True):
        for name in ("person", "sect", "rank", "band", "branch", "speciality", "unit", "home", "status", "since_day", "loyalty", "persons"):
            assert getattr(agent, name) == said[name], name
        for name in ("remaining", "hazard_today", "days_to_go"):
            assert getattr(agent, name) == pytest.approx(said[name], nan_ok=True), name
    assert any(math.isnan(a.remaining) for a in model.agents)


def test_unit_figures(model: CohesionModel) -> None:
    model.step()
    units = model.frame("units").query("day == 1").set_index("unit")
    for agent in model.agents:
        assert agent.unit_cohesion == pytest.approx(units.loc[agent.unit, "cohesion"], rel=1e-6)
        assert agent.place == units.loc[agent.unit, "place"]
    commanders = model.agents.select(lambda a: a.commands)
    assert sorted(a.unit for a in commanders) == sorted(model.engine.battle.ids)
    assert not any(a.from_place for a in model.agents.select(lambda a: a.status == "serving" and not a.way))


def test_unique_id_is_the_stable_key(model: CohesionModel) -> None:
    ids = [a.unique_id for a in model.agents]
    assert len(set(ids)) == len(ids)
    known = {a.person: a.unique_id for a in model.agents}
    assert {a.person: a.unique_id for a in tiny(rng=2).agents} == known
    coarse = {a.person: a.unique_id for a in tiny(persons_per_agent=2).agents}
    assert coarse.items() < known.items()
    agent = first(model)
    agent.unique_id = 7
    assert agent.unique_id == ids[0]


def test_undeclared_names_are_refused_with_the_nearest(model: CohesionModel) -> None:
    agent = first(model)
    with pytest.raises(AttributeError, match="did you mean 'loyalty'"):
        agent.loyality = 0.2
    with pytest.raises(AttributeError, match="did you mean 'competence'"):
        _ = agent.competance
    with pytest.raises(AttributeError):
        agent.row = 3
    assert set(vars(agent)) == {"model", "pos", "row"}


@pytest.mark.parametrize("name", sorted({c.id for c in COLUMNS["people"]} - Soldier.WRITABLE))
def test_other_columns_can_be_read_only(model: CohesionModel, name: str) -> None:
    agent = first(model)
    before = getattr(agent, name)
    with pytest.raises(AttributeError, match=r"loyalty|no setter"):
        setattr(agent, name, before)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loyalty", 1.01),
        ("loyalty", -0.1),
        ("loyalty", math.nan),
        ("loyalty", "high"),
        ("loyalty", True),
        ("loyalty", None),
        ("outrage", 11),
        ("resistance", -1),
        ("pressure", math.inf),
        ("pressure", -1),
    ],
)
def test_values_outside_a_column_are_refused(model: CohesionModel, name: str, value: object) -> None:
    agent = first(model, lambda a: a.status == "serving")
    before = getattr(agent, name)
    with pytest.raises(ValueError, match=f"^{name} = .*allowed: "):
        setattr(agent, name, value)
    assert getattr(agent, name) == before


@pytest.mark.parametrize("value", [0, 0.25, np.float64(0.25), np.float32(0.5), np.int64(1)])
def test_plain_and_numpy_numbers_are_taken(model: CohesionModel, value: Any) -> None:
    agent = first(model)
    agent.loyalty = value
    assert agent.loyalty == float(value)
    assert model.engine.state.people.loyalty[agent.row] == float(value)


def test_a_write_to_loyalty_shows_in_the_next_step() -> None:
    written, twin = tiny(), tiny()
    for model in (written, twin):
        model.step()
    agent = first(written, lambda a: a.status == "serving")
    other = first(twin, lambda a: a.row == agent.row)
    agent.loyalty = 0.0
    written.step()
    twin.step()
    weight = written.loaded_scenario.parameters["loyalty_weight"]
    assert agent.hazard_today == pytest.approx(other.hazard_today * math.exp(weight * other.loyalty))


def test_a_write_to_outrage_shows_in_the_next_step() -> None:
    written, twin = tiny(), tiny()
    agent = first(written, lambda a: a.status == "serving")
    other = first(twin, lambda a: a.row == agent.row)
    agent.outrage = 1.0
    written.step()
    twin.step()
    assert agent.hazard_today == pytest.approx(other.hazard_today * math.e)


def test_a_man_whose_pressure_reaches_his_resistance_tries_to_go(model: CohesionModel) -> None:
    model.step()
    agent = first(model, lambda a: a.status == "serving" and a.band == "soldiers")
    agent.pressure = agent.resistance
    assert agent.remaining == 0
    model.step()
    assert agent.status in ("militia fighter", "in transit", "in hiding", "jailed", "captured")
    assert agent.since_day == 2
    assert agent.way
    assert agent.from_place
    assert agent.person in set(model.frame("events").query("day == 2").person)
    with pytest.raises(ValueError, match="only of one who serves"):
        agent.resistance = 0.0
    assert model.engine.state.people.status[agent.row] != SERVING


def test_infinite_resistance_holds_everybody() -> None:
    """But from the call-up, which brings others in, and from what befalls a garrison that loses its post."""
    held, twin = tiny(off=["I8", "W5"], base_hazard=0.01), tiny(off=["I8", "W5"], base_hazard=0.01)
    held.agents.select(lambda a: a.status == "serving").set("resistance", math.inf)
    for model in (held, twin):
        model.run_model()
    assert held.frame("daily").attempts.sum() == 0 < twin.frame("daily").attempts.sum()


def test_the_verbs_of_agent_sets(model: CohesionModel) -> None:
    people = model.engine.state.people
    lieutenants = model.agents.select(lambda a: a.sect == "hill" and a.rank == "lieutenant")
    assert 0 < len(lieutenants) == np.sum((people.sect == 0) & (people.rank == RANKS.index("lieutenant")))
    assert lieutenants.agg("loyalty", min) == min(lieutenants.get("loyalty"))
    assert all(isinstance(a, Officer) for a in lieutenants)
    assert len(model.agents.select(agent_type=Officer)) == np.sum(people.band >= 2)
    assert model.agents.groupby("sect").count() == {"hill": np.sum(people.sect == 0), "plain": np.sum(people.sect == 1)}
    loyal = model.agents.sort("loyalty", ascending=True)
    assert np.all(np.diff(loyal.get("loyalty")) >= 0)
    assert sorted(a.row for a in model.agents.shuffle()) == list(range(people.size))
    assert lieutenants.set("loyalty", 0.5) is lieutenants
    assert lieutenants.get(["loyalty", "band"]) == [[0.5, "junior officers"]] * len(lieutenants)
    lieutenants.do(lambda a: setattr(a, "loyalty", 0.75))
    assert set(lieutenants.map("__getattribute__", "loyalty")) == {0.75}
    model.agents.shuffle_do("step")
    assert [a in model.agents for a in model.agents.select(at_most=5)] == [True] * 5
    if hasattr(lieutenants, "to_list"):  # newer Mesas
        assert lieutenants.to_list() == list(lieutenants)


def test_remove_lets_go_of_the_agent_and_the_man_stays() -> None:
    model, twin = tiny(), tiny()
    agent, size = first(model), model.engine.state.people.size
    with pytest.warns(Unused, match=r"remove\(\) lets go of the agent alone: whoever it stands for stays in the run"):
        agent.remove()
    with pytest.warns(Unused):
        agent.remove()  # as Mesa allows
    assert agent not in model.agents
    assert agent not in model.agents_by_type[type(agent)]
    assert len(model.agents) == size - 1
    model.run_model()
    twin.run_model()
    assert model.frame("daily").equals(twin.frame("daily"))


def test_remove_all_agents(model: CohesionModel) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Mesa's own tools call it
        model.remove_all_agents()
    assert len(model.agents) == 0
    assert not views()
    other = tiny()
    assert len(other.agents) > 0
    other.remove_all_agents()
    assert len(other.agents) == 0


def test_other_agents_live_beside_the_people(model: CohesionModel) -> None:
    before = [mesa.Agent(model) for _ in range(2)]
    size = model.engine.state.people.size
    assert len(model.agents) == size + 2
    after = mesa.Agent(model)
    assert set(model.agents_by_type[mesa.Agent]) == {*before, after}
    assert len({a.unique_id for a in model.agents}) == size + 3
    model.run_model()


@pytest.mark.parametrize("asked", ["nobody", "people", "others"])
def test_a_model_is_freed(asked: str) -> None:
    model = tiny()
    model.step()
    if asked == "people":
        model.agents.select(lambda a: a.rank == "captain").do("step")
    elif asked == "others":
        mesa.Agent(model)
    watch, engine = weakref.ref(model), weakref.ref(model.engine)
    del model
    gc.collect()
    assert watch() is None
    assert engine() is None
    assert not views()


# ---- the rebel side


@pytest.fixture(scope="module")
def war() -> CohesionModel:
    changes = {"scenario": {"days": 200}, "departure": {"base_hazard": 0.005}, "flight": {"militia_absent": 0.0, "militia_rank": 2.0}}
    model = CohesionModel(tiny_rebels(changes), rng=1)
    for _ in range(150):
        model.step()
    return model


def test_everybody_of_the_rebel_side_is_an_agent(war: CohesionModel) -> None:
    state, kinds = war.engine.state, {kind: len(some) for kind, some in war.agents_by_type.items()}
    assert set(kinds) == {Soldier, Officer, Fighter, MilitiaLeader, Sponsor}
    assert kinds[Fighter] == state.people.size - state.army_people
    assert kinds[MilitiaLeader] == int(state.militias.alive.sum()) > 3
    assert kinds[Sponsor] == 2
    assert len({agent.unique_id for agent in war.agents}) == len(war.agents)
    fighter = next(a for a in war.agents if isinstance(a, Fighter) and a.status == "militia fighter")
    assert (fighter.rank, fighter.branch, fighter.band) == ("civilian", "none", "civilians")
    assert fighter.person.startswith(f"civilians/{fighter.home}/{fighter.sect}/")
    assert fighter.militia in {leader.militia for leader in war.leaders()}


def test_leaders_come_and_go_with_their_militias(war: CohesionModel) -> None:
    state = war.engine.state
    before = war.leaders()
    gone = before[-1]
    state.militias.alive[gone.row] = False
    assert gone not in war.leaders()
    assert gone not in war.agents
    state.militias.alive[gone.row] = True
    assert [leader.row for leader in war.leaders()] == [leader.row for leader in before]


def test_a_leader_weighs_as_the_log_of_choices_has_it(war: CohesionModel) -> None:
    choices = war.frame("choices")
    last = choices[choices["choice"].isin(["adviser", "fighter", "commander", "refused"])].iloc[-1]
    officer = next(a for a in war.agents if isinstance(a, Officer) and a.person == last["subject"])
    leader = next(a for a in war.leaders() if a.militia == last["actor"])
    terms = leader.weigh(officer)
    assert set(terms) == {"need", "mismatch", "rivalry", "motive", "abuse", "suspicion", "claim", "sponsor", "label"}
    assert terms["need"] > 0 >= max(terms[name] for name in terms.keys() - {"need"})
    leaning = leader.choice_utilities(officer)
    assert set(leaning) == {"adviser", "fighter", "commander", "refused"}
    rival = dict(terms)
    leader.warlordism = 1.0
    assert leader.weigh(officer)["rivalry"] < rival["rivalry"]
    assert leader.legitimacy == max(leader.early, leader.money)
    assert officer in leader.men or officer.status != "militia fighter"


def test_all_kinds_of_agents_answer_to_the_same_questions(war: CohesionModel) -> None:
    """So that a grouping or a mean over ``unit_cohesion.agents`` needs no selection first."""
    groups = {name: len(agents) for name, agents in war.agents.groupby("band")}
    assert groups[""] == 2  # the sponsors
    assert groups["civilians"] > len(war.leaders())
    assert sum(groups.values()) == len(war.agents)
    assert set(war.agents.groupby("sect").groups) == {"hill", "plain", ""}
    assert {"leader", "sponsor", "camp"} <= set(war.agents.groupby("status").groups)
    assert 0 < war.agents.agg("loyalty", np.nanmean) < 1
    for leader in war.leaders():
        assert leader.rank == "civilian"
        assert np.isnan(leader.loyalty) == (leader.patron == "")
        if leader.patron:
            patron = next(a for a in war.agents if isinstance(a, Sponsor) and a.sponsor == leader.patron)
            assert patron.weigh(leader)["loyalty"] == pytest.approx(patron.loyalty_weight * leader.loyalty)


def test_a_sponsor_weighs_loyalty_and_capability(war: CohesionModel) -> None:
    sponsor = next(a for a in war.agents if isinstance(a, Sponsor))
    leader = war.leaders()[0]
    terms = sponsor.weigh(leader)
    assert set(terms) == {"loyalty", "capability", "passage"}
    sponsor.loyalty_weight = 1.0
    assert sponsor.weigh(leader)["capability"] == 0.0
    assert all(paid.patron == sponsor.sponsor for paid in sponsor.militias)
    with pytest.raises(ValueError, match="agenda = 3"):
        sponsor.agenda = 3


def test_writes_to_skill_and_hope_show_in_the_next_week() -> None:
    war = tiny_rebels({"scenario": {"days": 120}, "departure": {"base_hazard": 0.005}, "flight": {"militia_pull": 4.0}})
    asked, left = (CohesionModel(war, rng=1) for _ in range(2))
    for model in (asked, left):
        for _ in range(100):
            model.step()
    for name in ("skill", "hope"):
        asked.agents.select(agent_type=Soldier).set(name, 0.0)
    for model in (asked, left):
        for _ in range(7):
            model.step()
    assert asked.engine.state.nation.capability_used < 0.3 * left.engine.state.nation.capability_used
    abroad = np.flatnonzero(left.engine.state.people.status == STATUS["camp"])
    assert asked.engine.state.people.hope[abroad].mean() < left.engine.state.people.hope[abroad].mean()
