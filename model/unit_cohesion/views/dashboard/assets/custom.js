// Mends what Solara's template leaves out: the language, zooming, names of buttons; and copies links. (Keys are the replay's own.)
(function () {
  document.documentElement.lang = "en";
  const view = document.querySelector("meta[name=viewport]");
  if (view) view.content = "width=device-width, initial-scale=1";

  // Light or dark as the system has it, unless chosen here before (Solara's template draws nothing when set to "auto").
  if (!localStorage.getItem(":solara:theme.variant")) {
    theme.variant = "auto";
    appContainer.classList.toggle("theme--dark", inDarkMode());
    appContainer.classList.toggle("theme--light", !inDarkMode());
    changeThemeCSS(inDarkMode() ? "dark" : "light");
  }

  let shown = false, due = 0;
  function mend() {
    for (const button of document.querySelectorAll(".uc-top button:not([aria-label])")) {
      if (!button.textContent.trim() || button.querySelector(".v-icon")) {
        if (button.querySelector(".mdi-weather-night, .mdi-weather-sunny, .mdi-brightness-auto")) {
          button.setAttribute("aria-label", "Light, dark, or as the system has it");
          button.title = "Light, dark, or as the system has it";
        }
      }
    }
    for (const field of document.querySelectorAll(".v-slider input[readonly]")) field.setAttribute("aria-hidden", "true");
    for (const bar of document.querySelectorAll('.v-progress-linear[role="progressbar"]:not([aria-label])')) {
      bar.setAttribute("aria-label", "The server is at work");
    }
    for (const slot of document.querySelectorAll(".v-select .v-input__slot[aria-haspopup]")) choice(slot);
    for (const room of document.querySelectorAll(".uc-chart-room, .uc-note-wide, .uc-wide")) { // what scrolls can be reached with keys
      if (room.scrollWidth > room.clientWidth) room.tabIndex = 0; else room.removeAttribute("tabindex");
    }
    const titled = document.querySelector("[data-title]");
    if (titled && document.title !== titled.dataset.title) {
      document.title = titled.dataset.title;
      if (shown) { scrollTo(0, 0); due = Date.now() + 3000; } // another page begins at its top, or at what was chosen there
      shown = true;
    }
    const chosen = Date.now() < due && document.querySelector(".uc-open-here");
    if (chosen) { chosen.scrollIntoView(); due = 0; }
    const wrap = document.querySelector(".v-application--wrap");
    if (wrap && !wrap.closest(".uc-app")) wrap.style.minHeight = "0";
  }

  // A choice is drawn as a button around a text field: one control in another. The field becomes the control, named with what is chosen.
  function choice(slot) {
    const field = slot.querySelector("input:not([type=hidden])");
    if (!field) return;
    for (const name of ["aria-haspopup", "aria-expanded"]) {
      if (slot.hasAttribute(name)) field.setAttribute(name, slot.getAttribute(name));
      slot.removeAttribute(name);
    }
    slot.removeAttribute("role"); slot.removeAttribute("aria-owns");
    field.setAttribute("role", "combobox");
    const parts = [slot.querySelector("label"), slot.querySelector(".v-select__selections")].filter(Boolean);
    parts.forEach((part, place) => { part.id = part.id || `${field.id}-${place ? "said" : "label"}`; });
    field.setAttribute("aria-labelledby", parts.map((part) => part.id).join(" "));
  }

  // Solara's page tries to reach the server for some minutes, and then waits for ever. Where it has given up, or was away for longer than the
  // server keeps a visitor (cull_timeout), it is opened again as soon as the server answers.
  const KEPT = 600_000;
  let lost = 0;
  setInterval(async () => {
    const status = window.solara?.debug?.connectionStatus ?? "connected";
    lost = status === "connected" ? 0 : lost || Date.now();
    if (status !== "disconnected" && !(lost && Date.now() - lost > KEPT)) return;
    try {
      if ((await fetch("/readyz", { cache: "no-store" })).ok) location.reload();
    } catch { /* not yet */ }
  }, 5000);

  let waiting = 0;
  const soon = () => { waiting = waiting || setTimeout(() => { waiting = 0; mend(); }, 50); };
  new MutationObserver(soon).observe(document.documentElement, {
    childList: true, subtree: true, attributeFilter: ["data-title", "aria-haspopup", "aria-expanded"],
  });
  addEventListener("resize", soon);
  mend();

  document.addEventListener("click", ({ target }) => { // so that the first question is asked once
    const asked = target.closest("[data-asked]");
    if (asked) document.cookie = `${asked.dataset.asked}=1; path=/; max-age=31536000; samesite=lax`;
  });

  document.addEventListener("click", (event) => {
    const from = event.target.closest("[data-copy]");
    if (!from) return;
    const link = location.origin + from.dataset.copy, label = from.querySelector(".v-btn__content").lastChild;
    const said = label.textContent;
    const tell = (words) => { label.textContent = words; setTimeout(() => { label.textContent = said; }, 1800); };
    if (navigator.clipboard) navigator.clipboard.writeText(link).then(() => tell("Copied"), () => window.prompt("Copy this link", link));
    else window.prompt("Copy this link", link);
  });
})();
