// The charts of a page: a line across each at the day that is looked at, a click on one that goes to its day, and a shade where one that is
// wider than its room goes on. What plays tells the day as an event, so that it passes through no server:
// document.dispatchEvent(new CustomEvent("cohesion-day", { detail: day })).
const A_DAY = 864e5;

/** ECharts, wherever this page has it from; null until it is there. */
function chartLibrary() {
  if (window.echarts) return window.echarts;
  const known = window.requirejs ? Object.entries(window.requirejs.s.contexts._.defined).find(([name]) => name.includes("/echarts@")) : null;
  return known ? known[1] : null;
}

/** The chart in an element, or null. */
const chartIn = (el) => (el && chartLibrary()?.getInstanceByDom(el)) || null;

class DayCursor {
  constructor() {
    this.seen = new WeakSet();
    this.begin({});
    document.addEventListener("cohesion-day", (event) => this.show(event.detail));
    new MutationObserver(() => this.attach()).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["_echarts_instance_"] });
    document.addEventListener("scroll", ({ target }) => { if (target.classList?.contains("uc-chart-room")) this.shade(target); }, { capture: true, passive: true });
    this.attach();
  }

  /** Say whether more of a chart lies to the right; a room that has just left the page has no parent. */
  shade(room) { room?.parentElement?.toggleAttribute("data-more", room.scrollWidth - room.clientWidth - room.scrollLeft > 1); }

  /** Another run: its first day as ISO text ("" for none), how many days, where it stands, and what a click calls with a day. */
  begin({ start = "", days = 0, day = 0, go = () => {} }) {
    const [y, m, d] = start.split("-").map(Number);
    Object.assign(this, { first: start ? [y, m - 1, d] : null, days, go });
    this.show(day);
  }

  show(day) { this.day = day; this.each((el, chart) => this.place(el, chart)); }

  each(call) { for (const el of document.querySelectorAll("[_echarts_instance_]")) { const chart = chartIn(el); if (chart) call(el, chart); } }

  attach() {
    this.each((el, chart) => {
      if (this.seen.has(chart)) return;
      this.seen.add(chart);
      const line = document.createElement("div"), canvas = chart.getZr();
      line.className = "uc-day-cursor"; line.setAttribute("aria-hidden", "true"); line.hidden = true;
      el.append(line);
      const placed = () => { this.place(el, chart); this.shade(el.closest(".uc-chart-room")); };
      chart.on("rendered", placed); // when it is resized as well
      canvas.on("mousemove", (event) => { if (this.dayAt(chart, event)) canvas.setCursorStyle("pointer"); });
      canvas.on("click", (event) => { const day = this.dayAt(chart, event); if (day) { this.show(day); this.go(day); } });
      const litBy = ({ seriesIndex }) => (seriesIndex === undefined ? null : chart.getModel()?.getSeriesByIndex(seriesIndex));
      chart.on("mouseover", (event) => { const series = litBy(event); if (series?.get("lights")) causeLights().point(series.get("name"), series.get("color")); });
      chart.on("mouseout", (event) => { if (litBy(event)?.get("lights")) causeLights().point(); });
      chart.on("globalout", () => causeLights().point());
      placed();
    });
  }

  /** Where a chart's days are drawn; null if it has none. */
  room(chart) {
    const axis = this.first && chart.getModel()?.getComponent("xAxis", 0);
    return axis && axis.get("type") === "time" && axis.axis ? axis.axis.grid.getRect() : null;
  }

  place(el, chart) {
    const line = el.querySelector(":scope > .uc-day-cursor"), room = this.day ? this.room(chart) : null;
    if (!line) return;
    const at = room ? chart.convertToPixel({ xAxisIndex: 0 }, this.moment(this.day)) : NaN;
    line.hidden = !(at >= room?.x - 0.5 && at <= room?.x + room?.width + 0.5);
    if (!line.hidden) line.style.cssText = `left: ${at}px; top: ${room.y}px; height: ${room.height}px`;
  }

  dayAt(chart, { offsetX, offsetY }) {
    const room = this.room(chart);
    if (!room || offsetX < room.x || offsetX > room.x + room.width || offsetY < room.y || offsetY > room.y + room.height) return 0;
    const at = new Date(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX) + A_DAY / 2); // charts have their dates in local time
    const day = Math.round((Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) - Date.UTC(...this.first)) / A_DAY) + 1;
    return Math.max(1, Math.min(this.days, day));
  }

  moment(day) { const [y, m, d] = this.first; return new Date(y, m, d + day - 1).getTime(); }
}

/**
 * Who lights up alone in the picture of the army: those who left for a cause, while it is pointed at in the river or its name is pointed at or
 * has the focus; a click on the name, or Enter, keeps them lit. The picture is told by events: "cohesion-point" and "cohesion-keep", each with
 * { cause, colour } or null; it answers with "cohesion-kept".
 */
class CauseLights {
  constructor() {
    const on = (kind, call) => document.addEventListener(kind, (event) => { const name = event.target.closest?.("[data-lights]"); if (name) call(name, event); });
    const told = (name) => [name.dataset.lights, getComputedStyle(name.querySelector("i")).backgroundColor];
    for (const kind of ["pointerover", "focusin"]) on(kind, (name) => this.point(...told(name)));
    for (const kind of ["pointerout", "focusout"]) on(kind, () => this.point());
    on("click", (name) => this.tell("cohesion-keep", ...told(name)));
    on("keydown", (_, event) => { if (event.key === "Escape") { this.point(); this.tell("cohesion-keep"); } });
    document.addEventListener("cohesion-kept", ({ detail }) => {
      for (const name of document.querySelectorAll("[data-lights]")) name.setAttribute("aria-pressed", String(detail?.cause === name.dataset.lights));
    });
  }

  point(cause, colour) {
    if (this.pointed === cause) return;
    this.pointed = cause;
    this.tell("cohesion-point", cause, colour);
  }

  tell(kind, cause, colour) { document.dispatchEvent(new CustomEvent(kind, { detail: cause === undefined ? null : { cause, colour: this.rgb(colour) } })); }

  /** The parts of a colour as "#009E73" or "rgb(0, 158, 115)". */
  rgb(css) { return css.startsWith("#") ? [1, 3, 5].map((at) => parseInt(css.slice(at, at + 2), 16)) : css.match(/\d+/g).slice(0, 3).map(Number); }
}

const causeLights = () => (window.cohesionCauseLights ||= new CauseLights());

/** The cursor of this page: one, however often this module is loaded. */
const dayCursor = () => { causeLights(); return (window.cohesionDayCursor ||= new DayCursor()); };
