"""The plain twin: the rules of ``model`` once more, as a plain Mesa model with an object for each person, unit, place, community and sect.

Read it beside ``docs/model.md`` to learn the model: there are no arrays here, each rule is a method, and each method cites the mechanism
that it carries out. Start with ``plain.py``: ``PlainModel.step`` is the day.

It is also the oracle. It shares with the engine what a run is made *from* (the scenario, its parameters, the draws of ``model.chance``, and
who is who at birth), and nothing that a run *does*. ``tests/property/test_twin.py`` holds the two to the same events and daily tables.

    from benchmarks.plain_mesa import PlainModel
    twin = PlainModel(load_scenario("two-valleys"), seed=1, off=["D5"])
    twin.run()
    twin.diary.entries, twin.diary.days
"""

from benchmarks.plain_mesa.plain import PlainModel

__all__ = ["PlainModel"]
