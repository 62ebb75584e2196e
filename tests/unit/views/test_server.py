"""What the server makes ready before visitors come, and what it answers to those who go."""

from __future__ import annotations

import pytest

from tests.unit.views.test_learn import asked
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.views.dashboard import kept_runs
from unit_cohesion.views.dashboard.controls import scenario_groups
from unit_cohesion.views.dashboard.server import application, prepare
from unit_cohesion.views.dashboard.shipped import shipped_scenario


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> object:
    """A visitor whose page is being opened: he has a kernel, and no page yet."""
    from solara.server import kernel_context
    from solara.server.kernel import Kernel

    made = kernel_context.VirtualKernelContext(id="his", session_id="his", kernel=Kernel())
    monkeypatch.setitem(kernel_context.contexts, "his", made)
    return made


@pytest.mark.parametrize("query", ["?session_id=page", ""])
def test_who_leaves_while_his_page_is_being_opened_is_no_error(kernel: object, query: str) -> None:
    assert asked(application(), f"/_solara/api/close/his{query}", method="POST")[0] == 200
    assert asked(application(), f"/_solara/api/close/nobody{query}", method="POST")[0] == 200


def test_who_leaves_later_is_taken_for_gone(kernel: object) -> None:
    from solara.server.kernel_context import PageStatus

    kernel.page_status.update(page=PageStatus.CONNECTED, other=PageStatus.CONNECTED)  # type: ignore[attr-defined]
    assert asked(application(), "/_solara/api/close/his?session_id=page", method="POST")[0] == 200
    assert kernel.page_status == {"page": PageStatus.CLOSED, "other": PageStatus.CONNECTED}  # type: ignore[attr-defined]


def test_a_page_is_closed_though_a_thread_of_it_ends_at_that_moment(kernel: object) -> None:
    """Solara took the thread for one that is there, and stopped half way: the page stayed for ever, and the log told an error."""
    from solara.server import kernel_context
    from solara.server.kernel_context import PageStatus

    site = application()
    known = kernel_context.current_context

    class Ending(type(known)):  # type: ignore[misc]
        def copy(self) -> dict[str, object]:
            seen = dict(self)
            self.pop("run140", None)  # it ends when Solara has looked
            return seen

    kernel_context.current_context = Ending(known)
    try:
        kernel_context.current_context.update(run140=kernel, run141=kernel)  # type: ignore[arg-type]
        kernel.page_status.update(page=PageStatus.CONNECTED)  # type: ignore[attr-defined]
        assert asked(site, "/_solara/api/close/his?session_id=page", method="POST")[0] == 200
        assert kernel.closed_event.is_set()  # type: ignore[attr-defined]
        assert kernel not in kernel_context.current_context.values()
    finally:
        kernel_context.current_context = known


def test_what_every_page_asks_for_is_read_before_anybody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_runs, "prepare_default_run", lambda: None)
    shipped_scenario.cache_clear()
    code_version.cache_clear()
    prepare()
    read = shipped_scenario.cache_info().misses
    assert read == sum(map(len, scenario_groups().values()))
    assert shipped_scenario.cache_info().misses == read
    assert code_version.cache_info().currsize == 1
