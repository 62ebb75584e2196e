// "Save as PNG": any button with data-png saves the chart of its section, its title above it.
function saveImage(button) {
  const section = button.closest("section"), from = section && [...section.querySelectorAll("canvas")].find((canvas) => canvas.clientWidth);
  if (!from) return;
  const scale = from.width / from.clientWidth, look = getComputedStyle(section), to = document.createElement("canvas"), g = to.getContext("2d");
  const title = (section.querySelector("h2, h3") || section).textContent.trim(), size = 17 * scale, pad = 14 * scale, font = `600 ${size}px system-ui, sans-serif`;
  g.font = font;
  const lines = [""];
  for (const word of title.split(/\s+/)) {
    const tried = `${lines.at(-1)} ${word}`.trim();
    if (g.measureText(tried).width > from.width - 2 * pad && lines.at(-1)) lines.push(word); else lines[lines.length - 1] = tried;
  }
  const chips = [...section.querySelectorAll(".uc-legend span")].filter((chip) => chip.offsetWidth).map((chip) => [chip.textContent, getComputedStyle(chip.querySelector("i")).borderTopColor]), small = 12 * scale;
  const rows = [[]];
  g.font = `${small}px system-ui, sans-serif`;
  let at = pad;
  for (const [name, colour] of chips) {
    const wide = g.measureText(name).width + 34 * scale;
    if (at + wide > from.width - pad && rows.at(-1).length) { rows.push([]); at = pad; }
    rows.at(-1).push([at, name, colour]); at += wide;
  }
  const top = pad + lines.length * size * 1.35, head = top + (chips.length ? rows.length * small * 1.6 : 0);
  const of = document.querySelector("[data-stamp]"), stamp = of ? of.dataset.stamp : "", foot = stamp ? small * 1.8 : 0;
  to.width = from.width; to.height = from.height + head + foot;
  g.fillStyle = look.backgroundColor === "rgba(0, 0, 0, 0)" ? "#ffffff" : look.backgroundColor; g.fillRect(0, 0, to.width, to.height);
  g.fillStyle = look.color; g.font = font; g.textBaseline = "top";
  lines.forEach((text, i) => g.fillText(text, pad, pad + i * size * 1.35));
  g.font = `${small}px system-ui, sans-serif`;
  rows.forEach((row, i) => row.forEach(([x, name, colour]) => {
    g.fillStyle = colour; g.fillRect(x, top + i * small * 1.6 + 2 * scale, 14 * scale, 8 * scale);
    g.fillStyle = look.color; g.fillText(name, x + 20 * scale, top + i * small * 1.6);
  }));
  g.drawImage(from, 0, head);
  if (stamp) { g.fillStyle = look.color; g.font = `${9 * scale}px system-ui, sans-serif`; g.fillText(stamp, pad, head + from.height + 2 * scale, to.width - 2 * pad); }
  const link = document.createElement("a");
  link.download = `${button.dataset.png}.png`; link.href = to.toDataURL("image/png"); link.click();
}
if (!window.cohesionSaves) { // once a page
  window.cohesionSaves = true;
  document.addEventListener("click", (event) => { const button = event.target.closest && event.target.closest("[data-png]"); if (button) saveImage(button); });
}
