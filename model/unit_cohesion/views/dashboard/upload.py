"""A visitor's own scenario file, or the run.json of a run: read in the browser, checked by the loader that reads every file, in memory.

At most 64 kB of TOML; a run.json holds its whole scenario (80 kB for Syria 2011), so it may have 512 kB.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import anywidget
import solara
import traitlets

from unit_cohesion.errors import ScenarioError, ScenarioErrors, short_repr
from unit_cohesion.scenario import Scenario, read_scenario
from unit_cohesion.simulation.run_file import RunFile, read_run
from unit_cohesion.views.dashboard.fields import text
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.restore_run import restore, run_if_quick
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.formatting import shortened

MOST_BYTES, MOST_RUN_BYTES = 64 * 1024, 512 * 1024
MOST_SHOWN = 20  # errors


class FileField(anywidget.AnyWidget):
    """A native file field: reads one text file and hands it over, unless it is too large; what was taken, the tab keeps."""

    _esm = """
    function render({ model, el }) {
      model.on("change:kept", () => {
        const sent = model.get("sent");
        try { if (model.get("kept") === sent.at) sessionStorage.setItem("own-file", JSON.stringify(sent)); } catch { /* no room */ }
      });
      const label = document.createElement("label"), field = document.createElement("input");
      label.textContent = "Scenario file (.toml, 64 kB at most), or the run.json of a run";
      label.className = "uc-upload";
      field.type = "file";
      field.accept = ".toml,.json,text/plain,application/json";
      field.addEventListener("change", async () => {
        const file = field.files[0];
        if (!file) return;
        const large = file.size > model.get(/\\.json$/i.test(file.name) ? "most_run" : "most");
        const bytes = large ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
        let text = null;
        try { text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { /* null: it is no UTF-8 */ }
        model.set("sent", { name: file.name.slice(-200), size: file.size, text, at: Date.now() });
        model.save_changes();
        field.value = "";
      });
      label.append(field);
      el.append(label);
    }
    export default { render };
    """
    most = traitlets.Int(MOST_BYTES).tag(sync=True)
    most_run = traitlets.Int(MOST_RUN_BYTES).tag(sync=True)
    sent = traitlets.Dict({}).tag(sync=True)
    kept = traitlets.Int(0).tag(sync=True)


class KeptFile(anywidget.AnyWidget):
    """Hands over, unseen, the file that ``FileField`` left in this tab; no name if there is none."""

    _esm = """
    function render({ model }) {
      let sent = null;
      try { sent = JSON.parse(sessionStorage.getItem("own-file")); } catch { /* none */ }
      model.set("sent", { name: "", ...sent, at: Date.now() });
      model.save_changes();
    }
    export default { render };
    """
    sent = traitlets.Dict({}).tag(sync=True)


@solara.component
def Reopened(session: Session) -> Any:
    """Asks the browser for the visitor's own file that the address is of, and goes on with it."""

    def take(sent: dict[str, Any]) -> None:
        try:
            found = read(str(sent["name"]), sent.get("text"), int(sent.get("size", 0))) if sent.get("name") else None
        except ScenarioErrors:
            found = None
        session.reopen(found.scenario if isinstance(found, RunFile) else found)
        if session.error.value is None:
            run_if_quick(session)
        else:
            session.run_in_its_place()

    return KeptFile.element(on_sent=take)


@solara.component
def Upload(session: Session) -> Any:
    """The field, what was taken, or what is wrong: each error beside its key."""
    faults, set_faults = solara.use_state([])
    taken, set_taken = solara.use_state("")
    kept, set_kept = solara.use_state(0)

    def take(sent: dict[str, Any]) -> None:
        try:
            found = read(str(sent.get("name", "")), sent.get("text"), int(sent.get("size", 0)))
        except ScenarioErrors as refused:
            set_faults(refused.errors)
            return
        set_faults([])
        set_taken(str(sent.get("name", "")))
        set_kept(int(sent.get("at", 0)))
        if isinstance(found, RunFile):
            restore(session, found)
        else:
            session.upload.value = found
            session.choose(UPLOADED)
            run_if_quick(session)

    with solara.Column(gap="6px") as main:
        FileField.element(on_sent=take, kept=kept)
        text("div", "It is kept in memory and by this tab, until you close it. It may extend a shipped scenario.", classes="uc-hint")
        if faults:
            text("div", f"{len(faults)} to mend", role="alert", classes="error--text")
            text("ul", *(_line(fault) for fault in faults[:MOST_SHOWN]), classes="uc-faults")
        elif is_run(taken):
            text("div", "Good. All that its run was made from is chosen.", role="status")
        elif session.scenario.value == UPLOADED:
            text("div", "Good. It is chosen as the scenario.", role="status")
    return main


def _line(fault: ScenarioError) -> Any:
    hint = f" Did you mean {fault.nearest!r}?" if fault.nearest else ""
    return text(
        "li",
        text("code", fault.key),
        text("div", f"is {shortened(short_repr(fault.value), 80)}.{hint}"),
        text("div", f"Allowed: {shortened(fault.allowed, 240)}", classes="uc-hint"),
    )


def is_run(name: str) -> bool:
    """Whether a file's name is that of a run.json, and not of a scenario."""
    return name.lower().endswith(".json")


def _refuse_what_only_others_can(run: RunFile, file: str) -> None:
    """Refuse a run that this page could not repeat as it was: nothing that a file says can bring code in."""
    why = None
    if run.unrepeatable:
        why = ("unrepeatable", "; ".join(run.unrepeatable), "a run that can be repeated")
    elif run.rules:
        names = ", ".join(rule.name for rule in run.rules)
        why = ("rules", names, "none: rules from outside run only where you name their file (cohesion run run.json --plugin FILE)")
    elif run.changes:
        days = ", ".join(f"day {change.day}" for change in run.changes)
        why = ("changes", days, "none: what was changed on the way is repeated by cohesion run run.json")
    if why:
        raise ScenarioErrors([ScenarioError(file, *why)])


def read(name: str, sent: object, size: int = 0) -> Scenario | RunFile:
    """The scenario, or the run, in an uploaded text, by the same loader as any file.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    most = MOST_RUN_BYTES if is_run(name) else MOST_BYTES
    base = Path(name.replace("\\", "/")).name.removesuffix(".toml")
    stem = re.sub(r"[^\w .-]", "_", base)[:60].strip(" .") or UPLOADED
    if not isinstance(sent, str):
        raise ScenarioErrors([ScenarioError(stem, "encoding", "other bytes", "UTF-8 text")])
    content = sent.encode("utf-8", "replace")
    if max(size, len(content)) > most:
        raise ScenarioErrors([ScenarioError(stem, "file", f"{max(size, len(content)):,} bytes", f"at most {most:,} bytes")])
    if is_run(name):
        found = read_run(content.decode("utf-8"), stem)
        _refuse_what_only_others_can(found, stem)
        return found
    return read_scenario(content, stem)
