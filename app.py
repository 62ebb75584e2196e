"""The dashboard for ``solara run app.py``. ``cohesion dashboard`` serves the same behind checks of Host and Origin: prefer it."""

from threading import Thread

from model.views.dashboard.opening import prepare
from model.views.dashboard.server import settle

settle()

from model.views.dashboard.layout import Layout, Page  # noqa: E402 (the settings stand before)

Thread(target=prepare, daemon=True).start()

__all__ = ["Layout", "Page"]
