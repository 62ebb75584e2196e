// Sets the equations that stand in the page.
document.querySelectorAll("div.arithmatex").forEach((element) => {
  const text = element.textContent.trim().replace(/^\\\[/, "").replace(/\\\]$/, "");
  katex.render(text, element, { displayMode: true, throwOnError: false });
});

// What is wider than the page is scrolled by itself, with keys too; the search has a name for those who hear the page.
addEventListener("load", () => {
  document.querySelectorAll("div.arithmatex, .md-typeset__scrollwrap, .md-typeset pre > code").forEach((element) => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  });
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
});
