// What a lesson draws: the army as dots, lines by day, a life.
const SERVING = 0, CIVILIAN = 15;
const GROUPS = { 0: "serving", 1: "hiding", 2: "camp", 3: "camp", 4: "arms", 5: "arms", 6: "camp", 7: "hiding", 8: "army", 15: "not-yet", 16: "camp" };
const LEGENDS = {
  leaving: ["serving", "left", "other"], twin: ["serving", "both", "only-a", "only-b", "other"],
  whereabouts: ["serving", "hiding", "camp", "arms", "army", "other"],
};
const SVG = "http://www.w3.org/2000/svg";
let DATA = null;

function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child != null));
  return made;
}

function s(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flat());
  return made;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const number = (value) => Math.round(value).toLocaleString(HEAD.language);
const told = (value, unit) => (value == null ? "–" : unit === "1" ? `${Math.round(100 * value)} %` : unit === "ratio" ? value.toFixed(2) : number(value));
const factor = (value) => (value >= 10 ? number(value) : String(Number(value.toPrecision(2))));
const put = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
const of = (stop, name) => DATA[`${stop}.${name}`];
const curve = (name, stop, seed) => {
  const { days, seeds, stops, curves } = HEAD;
  const at = ((curves.indexOf(name) * stops.length + stop) * seeds.length + seed) * days;
  return DATA.curves.subarray(at, at + days);
};

function legend(names, others = {}) {
  return h("ul", { class: "legend" }, names.map((name) => h("li", {}, h("i", { style: `background:var(--${name})` }), others[name] || W[`is_${name.replace("-", "_")}`])));
}

// The army at one stop: a dot a person, unit by unit. other: the stop that it is told from, if any; ask: called with the person that is chosen.
class Picture {
  constructor(stop, { colours = "leaving", other = -1, second = false, ask = null } = {}) {
    Object.assign(this, { stop, colours, other, second, ask, day: -1, at: 0, cursor: 0 });
    this.status = new Uint8Array(HEAD.people);
    this.drawn = [];
    this.canvas = h("canvas", { role: "img", "aria-label": "" });
    this.ring = h("div", { class: "ring", hidden: true });
    this.node = h("div", { class: ask ? "picture asked" : "picture" }, this.canvas, this.ring);
    if (ask) this.listen();
  }

  listen() {
    Object.entries({ role: "application", tabindex: 0, "aria-roledescription": W.picture, "aria-label": W.picture_keys }).forEach(([name, value]) => this.canvas.setAttribute(name, value));
    this.canvas.addEventListener("click", (event) => {
      const box = this.canvas.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * this.columns), row = Math.floor(((event.clientY - box.top) / box.height) * this.rows);
      this.choose(Math.min(HEAD.people - 1, row * this.columns + Math.min(column, this.columns - 1)));
    });
    this.canvas.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[event.key];
      if (!step) return;
      event.preventDefault();
      this.choose(Math.max(0, Math.min(HEAD.people - 1, this.cursor + step)));
    });
  }

  choose(person) {
    this.mark(person);
    this.ask(person);
  }

  mark(person) {
    this.cursor = person;
    const box = this.canvas.getBoundingClientRect(), size = box.width / this.columns, wide = size + 8;
    this.ring.hidden = false;
    this.ring.style.cssText = `left:${(person % this.columns) * size - 4}px;top:${Math.floor(person / this.columns) * size - 4}px;width:${wide}px;height:${wide}px`;
  }

  fit() {
    const wide = this.node.clientWidth || 320, high = Math.min(300, Math.max(190, window.innerHeight * 0.32));
    this.pitch = Math.max(3, Math.floor(Math.sqrt((wide * high) / HEAD.people)));
    this.columns = Math.floor(wide / this.pitch);
    this.rows = Math.ceil(HEAD.people / this.columns);
    const sharp = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = this.columns * this.pitch * sharp;
    this.canvas.height = this.rows * this.pitch * sharp;
    this.canvas.style.width = `${this.columns * this.pitch}px`;
    this.context = this.canvas.getContext("2d");
    this.context.scale(sharp, sharp);
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.inks = {};
    for (const name of ["serving", "left", "both", "only-a", "only-b", "other", "not-yet", "hiding", "camp", "arms", "army"]) this.inks[name] = colour(name);
    this.drawn = new Array(HEAD.people).fill("");
    const day = this.day;
    this.day = -1;
    this.show(day);
  }

  // Goes on to the day, and calls each(person) for all whose status changed; for everybody where it has to begin anew.
  walk(day, each) {
    const who = of(this.stop, "person"), days = of(this.stop, "day"), to = of(this.stop, "status");
    const anew = day < this.day || this.day < 0;
    if (anew) { this.status.set(of(this.stop, "first")); this.at = 0; }
    const from = this.at;
    while (this.at < who.length && days[this.at] <= day) { this.status[who[this.at]] = to[this.at]; this.at++; }
    this.day = day;
    if (anew) for (let person = 0; person < HEAD.people; person++) each(person);
    else for (let at = from; at < this.at; at++) each(who[at]);
  }

  kind(person) {
    const status = this.status[person];
    if (this.colours === "whereabouts") return GROUPS[status] || "other";
    const left = of(this.stop, "left")[person];
    if (left && left <= this.day) {
      if (this.other < 0) return "left";
      return of(this.other, "left")[person] ? "both" : this.second ? "only-b" : "only-a";
    }
    return status === SERVING ? "serving" : status === CIVILIAN ? "not-yet" : "other";
  }

  show(day) {
    if (day < 0) return;
    const { pitch, columns, context, drawn, inks } = this, size = pitch > 4 ? pitch - 1 : pitch - 0.7;
    this.walk(day, (person) => {
      const kind = this.kind(person);
      if (!context || kind === drawn[person]) return;
      drawn[person] = kind;
      context.fillStyle = inks[kind];
      context.fillRect((person % columns) * pitch, Math.floor(person / columns) * pitch, size, size);
    });
  }

  tell() {
    const count = {};
    for (let person = 0; person < HEAD.people; person++) { const kind = this.kind(person); count[kind] = (count[kind] || 0) + 1; }
    const parts = LEGENDS[this.colours === "whereabouts" ? "whereabouts" : this.other < 0 ? "leaving" : "twin"].filter((name) => count[name]);
    const text = parts.map((name) => `${W[`is_${name.replace("-", "_")}`]}: ${number(count[name])}`).join("; ");
    this.canvas.setAttribute("aria-label", this.ask ? `${W.picture_keys} ${text}` : text);
    return text;
  }
}

// Lines by day. lines: { values, ink, name, faint }; flag: a level to mark, in words; cloud: values of a class; returns the node and reveal(day).
function chart(lines, { flag = null, words = "", top = 0, unit = "persons", cloud = [] } = {}) {
  const narrow = window.innerWidth < 600, wide = narrow ? 400 : 760, high = narrow ? 210 : 250, left = 52, right = 12, above = 14, below = 30;
  const days = HEAD.days, most = Math.max(top, flag ? flag.value : 0, 1e-9, ...cloud, ...lines.map((line) => line.values.reduce((a, b) => Math.max(a, b), 0))) * 1.06;
  const x = (day) => left + ((day - 1) / (days - 1)) * (wide - left - right), y = (value) => high - below - (value / most) * (high - above - below);
  const power = 10 ** Math.floor(Math.log10(most / 4)), step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => most / size <= 5);
  const parts = [];
  for (let value = 0; value <= most; value += step) {
    parts.push(s("line", { class: "grid", x1: left, x2: wide - right, y1: y(value), y2: y(value) }));
    parts.push(s("text", { class: "quiet", x: left - 6, y: y(value) + 4, "text-anchor": "end" }, told(value, unit)));
  }
  const months = Math.max(1, Math.round(days / (narrow ? 4 : 6) / 30));
  for (let month = months; month * 30 < 0.94 * days; month += months) parts.push(s("text", { class: "quiet", x: x(month * 30), y: high - 10, "text-anchor": "middle" }, put(W.day, { day: month * 30 })));
  const clip = `c${chart.made = (chart.made || 0) + 1}`, gate = s("rect", { x: 0, y: 0, width: wide, height: high });
  const drawn = lines.map(({ values, ink, faint }) => {
    let path = "";
    for (let day = 0; day < values.length; day += faint ? 3 : 1) path += `${day ? "L" : "M"}${x(day + 1).toFixed(1)} ${y(values[day]).toFixed(1)}`;
    return s("path", { d: path, fill: "none", stroke: `var(--${ink})`, "stroke-width": faint ? 1 : 2.5, "stroke-opacity": faint ? 0.35 : 1 });
  });
  if (flag) {
    parts.push(s("line", { class: "flag", x1: left, x2: wide - right, y1: y(flag.value), y2: y(flag.value) }));
    parts.push(s("text", { x: left + 6, y: Math.max(12, y(flag.value) - 6) }, flag.text));
  }
  const row = {};  // equal guesses stand beside one another
  for (const value of cloud) {
    const key = Math.round(y(value) / 7);
    row[key] = (row[key] || 0) + 1;
    parts.push(s("circle", { cx: wide - right - 8 * row[key], cy: y(value), r: 4, fill: "var(--first)" }));
  }
  const svg = s("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": words }, s("defs", {}, s("clipPath", { id: clip }, gate)), parts, s("g", { "clip-path": `url(#${clip})` }, drawn));
  const named = lines.filter((line) => line.name);
  const node = h("div", { class: "chart" }, svg, named.length > 1 || named.some((line) => line.name) ? h("ul", { class: "legend" }, named.map((line) => h("li", {}, h("i", { style: `background:var(--${line.ink})` }), line.name))) : null);
  return { node, reveal: (day) => gate.setAttribute("width", day < 1 ? 0 : x(day) + 1) };
}

// Where everybody stands on the last day.
function lastKinds(stop) {
  const status = Uint8Array.from(of(stop, "first")), who = of(stop, "person"), to = of(stop, "status");
  for (let i = 0; i < who.length; i++) status[who[i]] = to[i];
  return Array.from(status, (one) => (one === SERVING ? "serving" : GROUPS[one] || "other"));
}

function lifeOf(person, stop) {
  const who = of(stop, "person"), days = of(stop, "day"), to = of(stop, "status"), steps = [{ day: 1, status: of(stop, "first")[person] }];
  for (let i = 0; i < who.length; i++) if (who[i] === person) steps.push({ day: days[i], status: to[i] });
  return steps;
}

function nameOf(person) {
  const word = (what) => HEAD.people_words[what][DATA[what][person]];
  const text = put(W.person, { rank: word("rank"), speciality: word("speciality"), sect: word("sect"), home: word("home"), unit: word("unit") });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// One life: a rail from the first day to the last, its steps in words, and the terms that weighed most.
function life(person, stop) {
  const steps = lifeOf(person, stop);
  const inks = steps.map((step) => (step.status === SERVING ? "serving" : GROUPS[step.status] || "other"));
  const rail = h("div", { "aria-hidden": "true" }, steps.map((step, i) => {
    const to = i + 1 < steps.length ? steps[i + 1].day : HEAD.days + 1;
    return h("i", { style: `width:${(100 * (to - step.day)) / HEAD.days}%;background:var(--${inks[i]})` });
  }));
  const words = steps.slice(1).map((step) => put(W.step, { day: step.day, what: W.statuses[step.status] }));
  const lines = words.length ? words : [put(steps[0].status === SERVING ? W.served_on : W.never_called, {})];
  const parts = [rail, lines.slice(0, 6).map((line) => h("p", {}, line))];
  const terms = of(stop, "terms"), strength = of(stop, "strength"), bars = [];
  for (let i = 3 * person; i < 3 * person + 3; i++) {
    if (terms[i] === 255) continue;
    const size = strength[i] / 16, push = size > 0;
    bars.push(h("li", {}, `${HEAD.terms[terms[i]][push ? 0 : 1]} ×${factor(Math.exp(size))}`, h("i", { class: push ? "push" : "hold", style: `width:${Math.min(100, 24 * Math.abs(size) + 2)}%` })));
  }
  const borne = of(stop, "borne")[person];
  if (bars.length) parts.push(h("p", {}, borne === 255 ? W.weighed_then : W.weighed_last), h("ul", { class: "bars" }, bars));
  else if (steps.length > 1) parts.push(h("p", {}, W.not_his_doing));
  if (borne !== 255) parts.push(h("p", {}, put(W.borne, { share: borne })));
  return h("div", { class: "rail" }, h("h3", {}, HEAD.stops[stop].label), parts);
}
