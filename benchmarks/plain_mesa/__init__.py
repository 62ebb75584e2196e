"""The plain twin: the rules of ``model`` once more, as a plain Mesa model with an object for each person, unit, militia, sponsor and place.

Read it beside ``docs/model.md`` to learn the model: there are no arrays here, each rule is a method or a short function, and each cites the
mechanism that it carries out. Start with ``plain.py``: ``PlainModel.step`` is the day. The rebel side's week stands in ``rebels.py``.

- the country: ``country.py`` ``neighbours.py`` ``happenings.py`` ``war.py`` ``nation.py`` ``regime.py``
- the army and those who leave it: ``units.py`` ``bonds.py`` ``soldiers.py`` ``pressing.py`` ``pressures.py`` ``news.py`` ``flight.py``
  ``departures.py`` ``rout.py`` ``crowds.py`` ``offers.py`` ``aftermath.py``
- the rebel side: ``militias.py`` ``joining.py`` ``gates.py`` ``judgement.py`` ``militia_life.py`` ``perils.py`` ``camps.py`` ``aside.py``
  ``factions.py`` ``advance.py`` ``sponsors.py`` ``national_army.py``
- for all: ``people.py`` ``clocks.py`` ``draws.py`` ``diary.py``; the eve of day one: ``birth.py`` ``birth_of_rebels.py``

It is also the oracle. It shares with the engine what a run is made *from* (the scenario, its parameters, the draws of
``unit_cohesion.engine.chance``, and who is who at birth), and nothing that a run *does*.
``tests/property/test_twin.py`` holds the two to the same tables (``compare.py``).

    from benchmarks.plain_mesa import PlainModel
    twin = PlainModel(load_scenario("two-valleys"), seed=1, off=["D5"])
    twin.run()
    twin.diary.entries, twin.diary.days
"""

from benchmarks.plain_mesa.plain import PlainModel

__all__ = ["PlainModel"]
