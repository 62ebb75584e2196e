// The report's own part: draws the figures from the page's data, dark or light, and saves their numbers.
const figures = JSON.parse(document.getElementById("figures").textContent), dark = matchMedia("(prefers-color-scheme: dark)"), charts = new Map();
function paint() {
  for (const [key, figure] of Object.entries(figures)) {
    const el = document.getElementById(`chart-${key}`);
    if (!el) continue;
    if (!charts.has(key)) charts.set(key, echarts.init(el));
    charts.get(key).setOption(dark.matches ? figure.dark : figure.light, true);
  }
}
paint();
dark.addEventListener("change", paint);
new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe(document.body);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-csv]");
  if (!button) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([figures[button.dataset.csv].csv], { type: "text/csv" }));
  link.download = `${button.dataset.csv}.csv`; link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
const packed = Uint8Array.from(atob(document.getElementById("packed").textContent), (c) => c.charCodeAt(0));
const stage = document.getElementById("replay"), player = mount(stage, {});
dayCursor().begin({ start: stage.dataset.start, days: Number(stage.dataset.days), day: 1, go: (day) => { player.pause(); player.go(day); } });
player.load(packed);
