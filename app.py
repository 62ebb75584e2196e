"""The dashboard for ``solara run app.py``. ``cohesion dashboard`` serves the same and the lessons' pages, behind checks of Host and
Origin: prefer it."""

from threading import Thread

from unit_cohesion.views.dashboard.kept_runs import prepare_default_run
from unit_cohesion.views.dashboard.server import configure_solara

configure_solara()

from unit_cohesion.views.dashboard.layout import Layout, Page  # noqa: E402 (the settings stand before)

Thread(target=prepare_default_run, daemon=True).start()

__all__ = ["Layout", "Page"]
