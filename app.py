"""The dashboard for ``solara run app.py``. ``cohesion dashboard`` serves the same behind checks of Host and Origin: prefer it."""

from threading import Thread

from unit_cohesion.views.dashboard.opening import prepare
from unit_cohesion.views.dashboard.server import settle

settle()

from unit_cohesion.views.dashboard.layout import Layout, Page  # noqa: E402 (the settings stand before)

Thread(target=prepare, daemon=True).start()

__all__ = ["Layout", "Page"]
