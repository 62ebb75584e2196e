// "Save as PNG" and "as SVG": a button with data-png or data-svg saves the chart of its section as a figure for a paper: its title and legend
// above it, below it what it shows in a sentence, and what it was made from. Needs charts.js.
const FIGURE_FONT = "system-ui, sans-serif", FIGURE_PAD = 14;

/** Texts and boxes about a chart of this width, in CSS pixels: { items, head, foot }, those of the foot counted from the chart's lower end. */
function aboutChart(section, width) {
  const g = document.createElement("canvas").getContext("2d"), ink = getComputedStyle(section).color, room = width - 2 * FIGURE_PAD, items = [];
  const wrapped = (text, font) => {
    g.font = font;
    return text.split(/\s+/).reduce((lines, word) => {
      const tried = `${lines.at(-1)} ${word}`.trim();
      if (g.measureText(tried).width > room && lines.at(-1)) lines.push(word); else lines[lines.length - 1] = tried;
      return lines;
    }, [""]);
  };
  const write = (text, size, y, weight = 400, foot = false) => {
    for (const words of wrapped(text, `${weight} ${size}px ${FIGURE_FONT}`)) { items.push({ text: words, x: FIGURE_PAD, y, size, weight, ink, foot }); y += size * 1.35; }
    return y;
  };
  let head = write(titleOf(section), 17, FIGURE_PAD, 600);
  const chips = [...section.querySelectorAll(".uc-legend span")].filter((chip) => chip.offsetWidth);
  g.font = `12px ${FIGURE_FONT}`;
  let x = FIGURE_PAD;
  for (const chip of chips) {
    const name = chip.textContent, wide = g.measureText(name).width + 34;
    if (x + wide > width - FIGURE_PAD && x > FIGURE_PAD) { x = FIGURE_PAD; head += 19; }
    items.push({ box: [x, head + 3, 14, 8], ink: getComputedStyle(chip.querySelector("i")).borderTopColor }, { text: name, x: x + 20, y: head, size: 12, weight: 400, ink });
    x += wide;
  }
  if (chips.length) head += 19;
  const caption = section.querySelector("p")?.textContent.trim() || "", stamp = document.querySelector("[data-stamp]")?.dataset.stamp || "";
  let foot = caption ? write(caption, 12, 4, 400, true) : 0;
  if (stamp) foot = write(stamp, 9, foot + 4, 400, true);
  return { items, head, foot: foot + (foot ? 6 : 0), ground: opaque(getComputedStyle(section).backgroundColor) };
}

const titleOf = (section) => (section.querySelector("h2, h3") || section).textContent.trim();
const opaque = (colour) => (colour === "rgba(0, 0, 0, 0)" ? "#ffffff" : colour);

function handOver(href, name) {
  const link = document.createElement("a");
  link.download = name; link.href = href; link.click();
}

/** The chart that is seen in a section: it may have one for wide and one for narrow screens. */
const shownChart = (section) => chartIn([...section.querySelectorAll("[_echarts_instance_]")].find((el) => el.clientWidth));

function savePng(section, name) {
  const chart = shownChart(section);
  if (!chart) return;
  const scale = Math.max(2, window.devicePixelRatio || 1), width = chart.getWidth(), height = chart.getHeight(), { items, head, foot, ground } = aboutChart(section, width);
  const to = document.createElement("canvas"), g = to.getContext("2d");
  to.width = Math.round(width * scale); to.height = Math.round((head + height + foot) * scale);
  g.scale(scale, scale);
  g.fillStyle = ground; g.fillRect(0, 0, width, head + height + foot); g.textBaseline = "top";
  for (const { text, box, x, y, size, weight, ink, foot: below } of items) {
    g.fillStyle = ink;
    if (box) g.fillRect(...box); else { g.font = `${weight} ${size}px ${FIGURE_FONT}`; g.fillText(text, x, y + (below ? head + height : 0)); }
  }
  g.drawImage(chart.getRenderedCanvas({ pixelRatio: scale }), 0, head, width, height);
  handOver(to.toDataURL("image/png"), `${name}.png`);
}

function saveSvg(section, name) {
  const chart = shownChart(section);
  if (!chart) return;
  const width = chart.getWidth(), height = chart.getHeight(), { items, head, foot, ground } = aboutChart(section, width), total = Math.ceil(head + height + foot);
  const drawn = chartLibrary().init(null, null, { renderer: "svg", ssr: true, width, height });
  drawn.setOption({ ...chart.getOption(), animation: false, aria: { enabled: false } }); // there is no element to name
  const escaped = (text) => text.replace(/[&<>"]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[mark]);
  const inner = drawn.renderToSVGString().replace(/^<svg /, `<svg y="${head}" `);
  drawn.dispose();
  const parts = items.map(({ text, box, x, y, size, weight, ink, foot: below }) => (box
    ? `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${ink}"/>`
    : `<text x="${x}" y="${y + size * 0.85 + (below ? head + height : 0)}" font-family="${FIGURE_FONT}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escaped(text)}</text>`));
  const about = `<title>${escaped(titleOf(section))}</title>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}">${about}<rect width="100%" height="100%" fill="${ground}"/>${parts.join("")}${inner}</svg>\n`;
  const href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  handOver(href, `${name}.svg`);
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

if (!window.cohesionSaves) { // once a page
  window.cohesionSaves = true;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-png], [data-svg]"), section = button?.closest("section");
    if (section) { if (button.dataset.png) savePng(section, button.dataset.png); else saveSvg(section, button.dataset.svg); }
  });
}
