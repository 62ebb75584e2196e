"""A visitor's own scenario file: read in the browser, 64 kB at most, checked by the loader that reads every scenario, kept in memory."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import anywidget
import solara
import traitlets

from model.errors import ScenarioError, ScenarioErrors, shown
from model.scenario import Scenario, load_scenario
from model.views.dashboard.fields import text
from model.views.dashboard.links import UPLOADED
from model.views.dashboard.session import Session
from model.views.words import shortened

MOST_BYTES = 64 * 1024
MOST_SHOWN = 20  # errors


class FileField(anywidget.AnyWidget):
    """A native file field: reads one text file and hands it over, unless it is too large."""

    _esm = """
    function render({ model, el }) {
      const label = document.createElement("label"), field = document.createElement("input");
      label.textContent = "Scenario file (.toml, 64 kB at most)";
      label.className = "uc-upload";
      field.type = "file";
      field.accept = ".toml,text/plain";
      field.addEventListener("change", async () => {
        const file = field.files[0];
        if (!file) return;
        const large = file.size > model.get("most");
        const bytes = large ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
        let text = null;
        try { text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { /* null: it is no UTF-8 */ }
        model.set("said", { name: file.name.slice(0, 200), size: file.size, text, at: Date.now() });
        model.save_changes();
        field.value = "";
      });
      label.append(field);
      el.append(label);
    }
    export default { render };
    """
    most = traitlets.Int(MOST_BYTES).tag(sync=True)
    said = traitlets.Dict({}).tag(sync=True)


@solara.component
def Upload(session: Session) -> Any:
    """The field, what was taken, or what is wrong: each error beside its key."""
    faults, set_faults = solara.use_state([])

    def take(said: dict[str, Any]) -> None:
        try:
            scenario = read(str(said.get("name", "")), said.get("text"), int(said.get("size", 0)))
        except ScenarioErrors as refused:
            set_faults(refused.errors)
            return
        set_faults([])
        session.upload.value = scenario
        session.choose(UPLOADED)
        if session.request().quick:
            session.run()

    with solara.Column(gap="6px") as main:
        FileField.element(on_said=take)
        text("div", "It is kept in memory, and goes when you close the page. It may extend a shipped scenario.", classes="uc-hint")
        if faults:
            text("div", f"{len(faults)} to mend", role="alert", classes="error--text")
            text("ul", *(_line(fault) for fault in faults[:MOST_SHOWN]), classes="uc-faults")
        elif session.scenario.value == UPLOADED:
            text("div", "Good. It is chosen as the scenario.", role="status")
    return main


def _line(fault: ScenarioError) -> Any:
    hint = f" Did you mean {fault.nearest!r}?" if fault.nearest else ""
    return text("li", text("code", fault.key), text("div", f"is {shortened(shown(fault.value), 80)}.{hint}"),
                text("div", f"Allowed: {shortened(fault.allowed, 240)}", classes="uc-hint"))  # fmt: skip


def read(name: str, said: object, size: int = 0) -> Scenario:
    """The scenario in an uploaded text, by the same loader as any file.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    stem = re.sub(r"[^\w .-]", "_", Path(name.replace("\\", "/")).name.removesuffix(".toml"))[:60].strip(" .") or UPLOADED
    if not isinstance(said, str):
        raise ScenarioErrors([ScenarioError(stem, "encoding", "other bytes", "UTF-8 text")])
    content = said.encode("utf-8", "replace")
    if max(size, len(content)) > MOST_BYTES:
        raise ScenarioErrors([ScenarioError(stem, "file", f"{max(size, len(content)):,} bytes", f"at most {MOST_BYTES:,} bytes")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}.toml"
        path.write_bytes(content)
        return load_scenario(path, shipped_only=True)
