// Sets the equations that stand in the page, each as wide as it is: what is wider than the page is scrolled by itself.
document.querySelectorAll("div.arithmatex").forEach((element) => {
  const text = element.textContent.trim().replace(/^\\\[/, "").replace(/\\\]$/, "");
  katex.render(text, element, { displayMode: true, throwOnError: false });
});
