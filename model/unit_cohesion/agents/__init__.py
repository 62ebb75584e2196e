"""The Mesa agents: views on rows of the engine's tables, made when first asked for.

``rows.py`` says what a view is, ``people.py`` holds those of the army, ``lazy_agents.py`` makes them for a ``mesa.Model``. An agent stores
nothing: its attributes read and write the columns that the rules declare, so an agent and the engine never differ.
"""
