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
    const titled = document.querySelector("[data-title]");
    if (titled && document.title !== titled.dataset.title) document.title = titled.dataset.title;
    const wrap = document.querySelector(".v-application--wrap");
    if (wrap && !wrap.closest(".uc-app")) wrap.style.minHeight = "0";
  }
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-title"] });
  mend();

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
