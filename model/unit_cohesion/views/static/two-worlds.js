// Two worlds, person by person: who left in which, as a picture of the army; curves and a ledger of both; two lives of whoever is asked.
// Everything shown is set as text. Orange is "only in A", purple "only in B", grey "in both", here as everywhere.

const HUES = {
  light: { a: "#D55E00", b: "#7A5195", both: "#9aa0a6", apart: "#5f6368", hatch: "#757c84", stay: "#eef1f4", serve: "#8fb8d8", edge: "#1a1a1a" },
  dark: { a: "#ff9a52", b: "#b79ae6", both: "#8b9097", apart: "#c3c7cc", hatch: "#8b9097", stay: "#272b30", serve: "#2f5f82", edge: "#ffffff" },
};
const KINDS = ["a", "b", "both", "apart", "out", "stay"]; // "out", dead, caught or discharged, is hatched
const SHOWN = [["fates", "One picture", "who left in which world"], ["two", "A above B", "the same army in each world"], ["flip", "Flip", "A, and B as long as it is held"]];
const HOLD = 180; // milliseconds after which a touch of the picture is no click
const GROUPED = [["sect", "group"], ["band", "rank"], ["place", "place"]];
const OPENING = 8; // seconds of the first play
const NARROW = 480, LEAST_CELL = 4, ROW = 26; // CSS pixels

/** What was sent, and sums over it. */
class Fates {
  static async unpack(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const buffer = await new Response(stream).arrayBuffer(), size = new DataView(buffer).getUint32(0, true);
    const found = Object.assign(new Fates(), JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size))));
    let at = 4 + size;
    const take = (Kind, n) => { const part = new Kind(buffer.slice(at, at + n * Kind.BYTES_PER_ELEMENT)); at += n * Kind.BYTES_PER_ELEMENT; return part; };
    const n = found.agents;
    Object.assign(found, { starts: take(Uint32Array, found.units + 1), weight: take(Float32Array, n), curves: take(Float32Array, 2 * found.days) });
    Object.assign(found, { dayA: take(Uint16Array, n), dayB: take(Uint16Array, n), seat: take(Uint16Array, n), place: take(Uint16Array, n) });
    Object.assign(found, { exitA: take(Uint8Array, n), exitB: take(Uint8Array, n), sect: take(Uint8Array, n), band: take(Uint8Array, n) });
    found.prepare();
    return found;
  }

  prepare() {
    const { agents, days, nodes } = this, codes = this.exits.length;
    this.children = nodes.id.map(() => []);
    this.tops = [];
    nodes.parent.forEach((p, i) => (p < 0 ? this.tops : this.children[p]).push(i));
    this.leaves = new Uint8Array(256);
    for (const code of this.exits.keys()) this.leaves[code] = this.left.includes(code) ? 1 : 0;
    this.kind = new Uint8Array(agents);
    this.unit = new Uint32Array(agents);
    for (let u = 0; u < this.units; u++) this.unit.fill(u, this.starts[u], this.starts[u + 1]);
    this.ledger = [this.exitA, this.exitB].map((exits, world) => { // exit × days: persons who first stopped serving in this way so far
      const day = world ? this.dayB : this.dayA, sums = new Float64Array(codes * (days + 1));
      for (let i = 0; i < agents; i++) if (day[i]) sums[exits[i] * (days + 1) + day[i]] += this.weight[i];
      for (let code = 0; code < codes; code++) for (let d = 1; d <= days; d++) sums[code * (days + 1) + d] += sums[code * (days + 1) + d - 1];
      return sums;
    });
    this.at = -1;
  }

  /** What each is on a day: row of KINDS. */
  go(day) {
    if (day === this.at) return;
    this.at = day;
    const { agents, kind, exitA, exitB, dayA, dayB, leaves, near } = this;
    for (let i = 0; i < agents; i++) {
      const inA = dayA[i] && dayA[i] <= day, inB = dayB[i] && dayB[i] <= day, a = inA && leaves[exitA[i]], b = inB && leaves[exitB[i]];
      kind[i] = a && b ? (Math.abs(dayA[i] - dayB[i]) > near ? 3 : 2) : a ? 0 : b ? 1 : inA && inB ? 4 : 5;
    }
  }

  counts(by) { // persons by kind and row of words
    const { agents, kind, weight } = this, codes = this[by], sums = this.words[by].map(() => new Float64Array(KINDS.length));
    for (let i = 0; i < agents; i++) sums[codes[i]][kind[i]] += weight[i];
    return sums;
  }

  total(kinds) { let sum = 0; for (let i = 0; i < this.agents; i++) if (kinds.includes(this.kind[i])) sum += this.weight[i]; return sum; }
  stopped(world, code, day) { return this.ledger[world][code * (this.days + 1) + day]; }
  person(i) { return `${this.nodes.id[this.leafOf(this.unit[i])]}/${String(this.seat[i]).padStart(3, "0")}`; }
  leafOf(unit) { this.leaf ||= this.nodes.id.reduce((found, _, i) => { if (!this.children[i].length) found[this.nodes.first[i]] = i; return found; }, []); return this.leaf[unit]; }
  date(day) { return new Date(Date.parse(this.start + "T00:00:00Z") + (day - 1) * 864e5).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }); }
  how(i, world, day) { // in words, by a day
    const when = world ? this.dayB[i] : this.dayA[i], code = world ? this.exitB[i] : this.exitA[i];
    return when && when <= day ? `${this.exits[code]} on ${this.date(when)}` : code === this.exits.length - 1 ? "not called up by the last day" : "has not left";
  }
}

/** What lies below a part of the army, -1 for all of it: its parts, and of one that is most of it, its parts in turn. */
function partsOf(fates, root) {
  const { nodes, starts } = fates, size = (node) => starts[nodes.last[node]] - starts[nodes.first[node]];
  let below = root < 0 ? fates.tops : fates.children[root].length ? fates.children[root] : [root];
  const all = below.reduce((sum, node) => sum + size(node), 0), large = (node) => fates.children[node].length > 1 && size(node) > all / 2;
  while (below.some(large)) below = below.flatMap((node) => (large(node) ? fates.children[node] : [node]));
  return below.map((node) => ({ node, from: starts[nodes.first[node]], n: size(node) })).filter((part) => part.n);
}

/** Every person a cell: parts of the army as blocks on shelves, in order of battle, column by column. */
class Cells {
  arrange(fates, root, w, h, dpr) {
    const key = `${root} ${w} ${h}`;
    if (this.key === key && this.of === fates) return;
    Object.assign(this, { key, of: fates, gap: 5 * dpr, head: 16 * dpr });
    const parts = partsOf(fates, root);
    this.side = 0;
    for (let shelves = 1; shelves <= 8; shelves++) {
      const high = (h - shelves * (this.head + this.gap)) / shelves;
      if (high < 8 * dpr) break;
      let low = 0.2, top = Math.min(26 * dpr, high);
      for (let step = 0; step < 22; step++) { const mid = (low + top) / 2; if (this.shelve(parts, mid, high, w, shelves)) low = mid; else top = mid; }
      if (low > this.side * 1.02) { this.side = low; this.shelves = shelves; this.high = high; }
    }
    this.blocks = this.shelve(parts, this.side, this.high, w, this.shelves) || [];
  }

  shelve(parts, side, high, w, shelves) {
    const rows = Math.max(1, Math.floor(high / side)), blocks = [];
    let x = 0, shelf = 0;
    for (const part of parts) {
      const wide = Math.ceil(part.n / rows) * side;
      if (x > 0 && x + wide > w) { x = 0; shelf++; }
      if (shelf >= shelves || wide > w) return null;
      blocks.push({ ...part, rows, x, y: shelf * (high + this.head + this.gap) + this.head, wide });
      x += wide + this.gap;
    }
    return blocks;
  }

  spot(block, i) { const k = i - block.from; return [block.x + Math.floor(k / block.rows) * this.side, block.y + (k % block.rows) * this.side]; }

  at(x, y) { // who lies at a point; or whose heading
    for (const block of this.blocks) {
      if (x < block.x || x >= block.x + Math.max(block.wide, this.gap)) continue;
      if (y >= block.y - this.head && y < block.y) return { node: block.node };
      if (y < block.y || y >= block.y + block.rows * this.side) continue;
      const i = block.from + Math.floor((x - block.x) / this.side) * block.rows + Math.floor((y - block.y) / this.side);
      if (i < block.from + block.n) return { agent: i, node: block.node };
    }
    return null;
  }

  block(i) { return this.blocks.find((one) => i >= one.from && i < one.from + one.n); }
}

/** Where persons would be too small to be seen or touched: every part of the army a row, to look inside of. */
class Rows {
  arrange(fates, root, wide) { // wide: in CSS pixels
    this.parts = partsOf(fates, root);
    this.used = wide < NARROW && this.parts.length > 1 && this.parts.reduce((sum, part) => sum + part.n, 0) > (wide * 300) / LEAST_CELL ** 2;
    return this.used;
  }

  at(y, dpr) { const part = this.parts[Math.floor(y / (ROW * dpr))]; return part ? { node: part.node } : null; }
}

class TwoWorlds {
  constructor(el, tell = {}) {
    this.tell = tell;
    this.state = { day: 1, root: -1, shown: "fates", held: false, only: -1, hover: -1, agent: -1, by: "sect", dpr: 1 };
    this.cells = new Cells(); this.rows = new Rows();
    this.band = null; // of the difference, over other seeds: { low, high } by day, seeds
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.root = make("section", { className: "two-worlds", ariaLabel: "Two worlds, person by person" });
    el.replaceChildren(this.root);
    this.root.worlds = this;
    this.sized = new ResizeObserver(() => this.paint());
    this.tinted = new MutationObserver(() => this.retint());
    for (const app of document.querySelectorAll(".v-application")) this.tinted.observe(app, { attributes: true, attributeFilter: ["class"] });
    this.retint();
  }

  retint() {
    const app = this.root.closest(".v-application") || document.querySelector(".v-application");
    this.dark = !!app && app.classList.contains("theme--dark");
    this.root.classList.toggle("dark", this.dark);
    this.ink = INKS[this.dark ? "dark" : "light"]; this.hue = HUES[this.dark ? "dark" : "light"];
    if (this.fates) this.legend();
    this.paint();
  }

  async load(bytes, day, play) {
    const turn = (this.turn = (this.turn || 0) + 1);
    if (!bytes) { this.pause(); this.fates = null; this.root.replaceChildren(); return; }
    const fates = await Fates.unpack(bytes);
    if (turn !== this.turn) return;
    this.pause();
    this.fates = fates;
    Object.assign(this.state, { root: -1, only: -1, hover: -1, agent: -1, held: false });
    this.build();
    const last = fates.days, from = play && !this.still.matches ? 1 : Math.min(day || last, last);
    this.go(from);
    this.settle(false);
    this.root.dataset.ready = String(turn);
    if (play && !this.still.matches) this.play(fates.days / OPENING);
  }

  build() {
    const { fates } = this, split = fates.split, day = fates.date(fates.days);
    const button = (words, onclick, more = {}) => make("button", { type: "button", textContent: words, onclick, ...more });
    const p = (this.parts = {
      play: button("", () => this.toggle(), { className: "play" }), now: make("div", { className: "now" }),
      range: make("input", { type: "range", min: 1, max: fates.days, step: 1, ariaLabel: "Day" }), ticks: make("div", { className: "ticks", ariaHidden: "true" }),
      canvas: make("canvas", { role: "img", tabIndex: 0 }), tip: make("div", { className: "tip", hidden: true }), far: make("p", { className: "far" }),
      shown: make("span", { className: "group", role: "group", ariaLabel: "Picture" }), by: make("span", { className: "group", role: "group", ariaLabel: "Who, by" }),
      look: make("select", { ariaLabel: "Part of the army" }), bars: make("table", { className: "bars" }), life: make("div", { className: "life", ariaLive: "polite" }),
      flip: button("", null, { className: "flip" }),
      curves: make("canvas", { role: "img", className: "curves" }), ledger: make("table", { className: "ledger" }), key: make("div", { className: "legend" }),
    });
    const chip = (side, name) => make("span", { className: `chip ${side}` }, make("b", { textContent: side.toUpperCase() }), ` ${name}`);
    const differ = fates.differ.map(([what, a, b]) => make("li", {}, make("b", { textContent: what }), `: ${a} in A, ${b} in B`));
    const by = `by ${day}`, near = split.only_a + split.only_b <= 0.001 * fates.persons;
    const most = [["later in B", split.later], ["sooner in B", split.sooner], ["about the same day", split.same]].sort((x, y) => y[1] - x[1])[0];
    const phrase = (kind, words) => button(words, () => this.filter(kind), { className: KINDS[kind], ariaPressed: "false", title: "Show these alone" });
    this.phrases = [phrase(0, `${persons(split.only_a)} left only in A.`), phrase(1, `${persons(split.only_b)} left only in B.`),
      phrase(2, `${persons(split.both)} left in both${split.both ? `, ${most[1] > split.both / 2 ? "most of them" : `${persons(most[1])} of them`} ${most[0] === "about the same day" ? "on about the same day" : most[0]}` : ""}.`)];
    const said = make("p", { className: "said" }, ...(near ? [make("span", { textContent: `Nearly the same: ${persons(split.only_a + split.only_b)} of ${persons(fates.persons)} left in one world only ${by}. ` })] : []), ...this.phrases.flatMap((one) => [one, " "]));
    for (const [id, words, title] of SHOWN) p.shown.append(button(words, () => this.show(id), { title, value: id }));
    for (const [id, words] of GROUPED) p.by.append(button(words, () => { this.state.by = id; this.beside(); }, { value: id }));
    const part = (node, depth) => [make("option", { value: node, textContent: `${"\u2003".repeat(depth)}${fates.nodes.short[node]}` }), ...(depth < 1 ? fates.children[node].flatMap((child) => part(child, depth + 1)) : [])];
    p.look.append(make("option", { value: -1, textContent: `All of ${fates.title}` }), ...fates.tops.flatMap((node) => part(node, 0)));
    p.look.onchange = () => this.zoom(Number(p.look.value));
    for (const tick of fates.ticks) { const mark = make("i", { className: tick.kind, title: `${fates.date(tick.day)}: ${tick.title}`, onclick: () => { this.pause(); this.go(tick.day); this.settle(); } }); mark.style.left = `${fates.days > 1 ? (100 * (tick.day - 1)) / (fates.days - 1) : 0}%`; p.ticks.append(mark); }
    p.range.oninput = () => { this.pause(); this.go(Number(p.range.value)); };
    p.range.onchange = () => this.settle();
    p.canvas.onclick = (event) => this.click(event);
    p.canvas.onpointermove = (event) => this.point(event);
    p.canvas.onpointerleave = () => { this.state.hover = -1; p.tip.hidden = true; this.paint(); };
    p.canvas.onkeydown = (event) => this.key(event);
    this.holds(p.canvas, HOLD);
    this.holds(p.flip, 0);
    p.curves.onclick = (event) => { const box = p.curves.getBoundingClientRect(); this.pause(); this.go(1 + Math.round(((event.clientX - box.left - this.pad) / (box.width - this.pad)) * (fates.days - 1))); this.settle(); };
    this.root.replaceChildren(
      make("header", {}, chip("a", fates.a), chip("b", fates.b), ...(differ.length ? [make("details", {}, make("summary", { textContent: `What differs (${differ.length})` }), make("ul", {}, ...differ))] : [])),
      said, p.far,
      make("div", { className: "bar" }, p.shown, p.look), make("div", { className: "time" }, p.play, make("div", { className: "scrub" }, p.ticks, p.range), p.now),
      make("div", { className: "body" }, make("div", { className: "stage" }, p.canvas, p.tip, p.flip, p.key),
        make("aside", {}, p.life, make("div", { className: "by" }, "Who, by ", p.by), p.bars)),
      make("h3", { textContent: "How many have left so far?" }), p.curves,
      make("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: "Persons by how they first stopped serving" }, p.ledger));
    this.root.dataset.stamp = fates.stamp;
    this.sized.disconnect(); this.sized.observe(p.canvas); this.sized.observe(p.curves);
    this.legend(); this.buttons(); this.tellLife(null);
  }

  legend() {
    const lines = `repeating-linear-gradient(135deg, ${this.hue.hatch} 0 1.3px, ${this.hue.stay} 1.3px 3.6px)`;
    const key = (kind, words) => { const mark = make("i"); mark.style.background = kind === "out" ? lines : this.hue[kind]; return make("span", {}, mark, words); };
    const one = [key("a", "left only in A"), key("b", "left only in B"), key("both", "left in both"), key("apart", `in both, over ${this.fates.near} days apart`), key("out", "hatched: dead, caught or discharged"), key("stay", "serves, or will be called up")];
    const two = [key("serve", "has not left"), key("stay", "left by his own will"), key("out", "hatched: dead, caught or discharged")];
    const each = this.fates.persons / this.fates.agents;
    this.parts.key.replaceChildren(...(this.state.shown === "fates" ? one : two), make("span", { textContent: this.rows.used ? "a row is a part of the army; touch one to look inside" : `a cell is ${each > 1.05 ? `about ${persons(each)} persons` : "a person"}, in order of battle` }));
  }

  buttons() {
    const { parts, state } = this;
    for (const one of parts.shown.children) one.setAttribute("aria-pressed", String(one.value === state.shown));
    for (const one of parts.by.children) one.setAttribute("aria-pressed", String(one.value === state.by));
    this.phrases.forEach((one, kind) => one.setAttribute("aria-pressed", String(state.only === kind)));
    const name = (world) => `${"AB"[world]}, ${world ? this.fates.b : this.fates.a}`;
    parts.flip.hidden = state.shown !== "flip";
    parts.flip.textContent = state.held ? `This is ${name(1)}` : `This is ${name(0)}. Hold to see B`;
    parts.play.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
    parts.look.value = String(state.root);
    if (parts.look.value !== String(state.root)) parts.look.value = "-1";
  }

  show(shown) { this.state.shown = shown; this.legend(); this.buttons(); this.paint(); }
  filter(kind) { this.state.only = this.state.only === kind ? -1 : kind; if (this.state.shown !== "fates") this.state.shown = "fates"; this.legend(); this.buttons(); this.paint(); }
  zoom(node) { this.state.root = node; this.state.hover = -1; this.parts.tip.hidden = true; this.buttons(); this.paint(); }

  go(day) {
    const { fates, state, parts } = this;
    state.day = Math.max(1, Math.min(fates.days, Math.round(day)));
    fates.go(state.day);
    parts.range.value = state.day;
    parts.range.setAttribute("aria-valuetext", `Day ${state.day}, ${fates.date(state.day)}`);
    parts.now.replaceChildren(fates.date(state.day), make("small", { textContent: ` day ${state.day} of ${fates.days}` }));
    this.paint();
    document.dispatchEvent(new CustomEvent("cohesion-day", { detail: state.day })); // charts.js
    const now = performance.now();
    if (!this.playing || now - (this.besideAt || 0) > 120) { this.besideAt = now; this.beside(); this.soFar(); }
  }

  soFar() {
    const { fates, state, parts } = this, words = `By ${fates.date(state.day)}: ${persons(fates.total([0]))} left only in A, ${persons(fates.total([1]))} only in B, ${persons(fates.total([2, 3]))} in both.`;
    parts.far.textContent = state.day === fates.days ? `By ${fates.date(state.day)}. Nobody is said to have stayed for good.` : words;
    return words;
  }

  settle(tell = true) {
    const { fates, state, parts } = this, words = this.soFar();
    parts.canvas.setAttribute("aria-label", `The army, a cell for every person. ${words}`);
    parts.curves.setAttribute("aria-label", `Persons who left so far, day by day, in A and in B. By ${fates.date(state.day)}: ${persons(fates.curves[state.day - 1])} in A, ${persons(fates.curves[fates.days + state.day - 1])} in B.${this.band ? ` The difference lies between ${persons(this.band.low[state.day - 1])} and ${persons(this.band.high[state.day - 1])} in the ${this.bandWords}.` : ""}`);
    this.beside();
    if (tell && this.tell.day) this.tell.day(state.day);
  }

  beside() { // who, by group; and the ledger
    const { fates, state, parts } = this, sums = fates.counts(state.by);
    const rows = fates.words[state.by].map((word, row) => ({ word, sums: sums[row], all: sums[row].reduce((x, y) => x + y, 0) })).filter((one) => one.all > 0);
    rows.sort((x, y) => (y.sums[0] + y.sums[1]) / y.all - (x.sums[0] + x.sums[1]) / x.all);
    const most = Math.max(0.02, ...rows.map((one) => Math.max(one.sums[0], one.sums[1]) / one.all));
    const bar = (share, kind) => { const mark = make("i"); mark.style.cssText = `width:${(100 * share) / most}%;background:${this.hue[kind]}`; return make("td", {}, make("div", {}, mark, make("span", { textContent: percent(share) }))); };
    parts.bars.replaceChildren(make("tr", {}, ...["", "only in A", "only in B"].map((words) => make("th", { textContent: words }))),
      ...rows.slice(0, 14).map((one) => make("tr", { title: `${persons(one.all)} persons` }, make("th", { textContent: one.word, scope: "row" }), bar(one.sums[0] / one.all, "a"), bar(one.sums[1] / one.all, "b"))));
    for (const one of parts.by.children) one.setAttribute("aria-pressed", String(one.value === state.by));
    const codes = fates.exits.map((_, code) => code).slice(1, -1), head = ["", "have left", ...codes.filter((code) => !fates.left.includes(code)).map((code) => fates.exits[code]), "serve, or were not called up", "together"];
    const line = (world) => {
      const gone = codes.map((code) => fates.stopped(world, code, state.day)), left = fates.left.reduce((sum, code) => sum + gone[code - 1], 0), rest = codes.filter((code) => !fates.left.includes(code)).map((code) => gone[code - 1]);
      const all = fates.persons, stay = all - left - rest.reduce((x, y) => x + y, 0);
      return make("tr", {}, make("th", { textContent: `${"AB"[world]}, ${world ? fates.b : fates.a}`, scope: "row" }), ...[left, ...rest, stay, all].map((x) => make("td", { textContent: persons(x) })));
    };
    parts.ledger.replaceChildren(make("caption", {}, make("span", { textContent: `Persons by how they first stopped serving, by ${fates.date(state.day)}` })), make("tr", {}, ...head.map((words) => make("th", { textContent: words }))), line(0), line(1));
  }

  toggle() { if (this.playing) { this.pause(); this.settle(); } else this.play(this.fates.days / (2 * OPENING)); }
  pause() { this.playing = false; cancelAnimationFrame(this.frame); clearTimeout(this.timer); if (this.parts && this.fates) this.buttons(); }

  play(speed) {
    if (this.state.day >= this.fates.days) this.go(1);
    this.playing = true; this.buttons();
    let from = performance.now(), exact = this.state.day;
    const on = (now) => {
      if (!this.playing) return;
      exact += (Math.max(0, now - from) / 1000) * speed; from = now;
      if (Math.floor(exact) !== this.state.day) this.go(Math.floor(exact));
      if (this.state.day >= this.fates.days) { this.pause(); this.settle(); return; }
      next();
    };
    const next = () => { if (this.still.matches) this.timer = setTimeout(() => on(performance.now()), 1000); else this.frame = requestAnimationFrame(on); };
    next();
  }

  paint() {
    if (!this.fates || this.due) return;
    this.due = true;
    requestAnimationFrame(() => { this.due = false; if (this.fates && this.root.isConnected) { this.picture(); this.lines(); } });
  }

  surface(canvas) {
    const box = canvas.getBoundingClientRect(), dpr = Math.min(2, window.devicePixelRatio || 1), w = Math.round(box.width * dpr), h = Math.round(box.height * dpr);
    if (!w || !h) return null;
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const g = canvas.getContext("2d");
    g.clearRect(0, 0, w, h);
    return { g, w, h, dpr };
  }

  picture() {
    const made = this.surface(this.parts.canvas);
    if (!made) return;
    const { g, w, h, dpr } = made, { state, fates, cells } = this, worlds = { fates: [-1], two: [0, 1], flip: [state.held ? 1 : 0] }[state.shown];
    state.dpr = dpr; this.half = h / worlds.length; this.head = worlds[0] < 0 ? 0 : 18 * dpr;
    const rowed = this.rows.used, high = this.rows.arrange(fates, state.root, w / dpr) ? `${ROW * this.rows.parts.length}px` : "";
    if (rowed !== this.rows.used) this.legend();
    if (this.parts.canvas.style.height !== high) { this.parts.canvas.style.height = high; this.paint(); return; }
    cells.arrange(fates, state.root, w, this.half - this.head, dpr);
    fates.go(state.day);
    if (this.rows.used) { this.bars(g, w, dpr, worlds); this.drawn = (this.drawn || 0) + 1; return; }
    for (const [place, world] of worlds.entries()) {
      g.save(); g.translate(0, place * this.half + this.head);
      if (this.head) { g.font = `600 ${12 * dpr}px ${FONT}`; g.textBaseline = "top"; g.fillStyle = this.hue[world ? "b" : "a"]; g.fillText(fitted(g, `${"AB"[world]}: ${world ? fates.b : fates.a}`, w), 0, -16 * dpr); }
      this.blocks(g, world, dpr);
      this.rings(g, dpr);
      g.restore();
    }
    this.drawn = (this.drawn || 0) + 1;
  }

  blocks(g, world, dpr) {
    const { fates, cells, ink } = this, { side } = cells, air = side > 4 * dpr ? Math.max(1, side * 0.12) : side > 2.5 ? 0.5 : 0;
    const step = side < 1 ? Math.ceil(1 / (side * side)) : 1; // where a pixel holds several, some of them stand for all
    g.textBaseline = "alphabetic"; g.font = `${11 * dpr}px ${FONT}`; g.fillStyle = ink.text;
    for (const block of cells.blocks) { const room = Math.max(block.wide, 0); if (room > 22 * dpr) g.fillText(fitted(g, fates.nodes.short[block.node], room), block.x, block.y - 4 * dpr); }
    const { colours, of } = this.look(world, g, dpr);
    colours.forEach((colour, kind) => {
      g.fillStyle = colour;
      g.globalAlpha = this.faded(world, kind);
      for (const { x, y, rows, from, n } of cells.blocks) for (let k = 0; k < n; k += step) if (of(from + k) === kind) g.fillRect(x + Math.floor(k / rows) * side, y + (k % rows) * side, Math.max(1, side - air), Math.max(1, side - air));
    });
    g.globalAlpha = 1;
  }

  /** Colours, and which of them a person has: by fate, or in one world. */
  look(world, g, dpr) {
    const { fates, state, hue } = this, hatched = this.hatched(g, dpr);
    if (world < 0) return { colours: KINDS.map((kind) => hue[kind] || hatched), of: (i) => fates.kind[i] };
    const days = world ? fates.dayB : fates.dayA, exits = world ? fates.exitB : fates.exitA;
    return { colours: [hue.serve, hue.stay, hatched], of: (i) => (days[i] && days[i] <= state.day ? (fates.leaves[exits[i]] ? 1 : 2) : 0) };
  }

  /** Lines aslant on the ground of those who serve on. */
  hatched(g, dpr) {
    const key = `${this.dark} ${dpr}`;
    if (this.hatch?.key !== key) {
      const side = Math.round(5 * dpr), tile = make("canvas", { width: side, height: side }), t = tile.getContext("2d");
      t.fillStyle = this.hue.stay; t.fillRect(0, 0, side, side);
      t.strokeStyle = this.hue.hatch; t.lineWidth = 1.4 * dpr;
      for (const from of [-side, 0, side]) { t.beginPath(); t.moveTo(from - dpr, side + dpr); t.lineTo(from + side + dpr, -dpr); t.stroke(); }
      this.hatch = { key, fill: g.createPattern(tile, "repeat") };
    }
    return this.hatch.fill;
  }

  /** What holding something does: it shows B instead of A. It begins after so many milliseconds; a shorter touch is a click. */
  holds(el, after) {
    const hold = (held) => { clearTimeout(this.holding); if (this.state.held !== held) { this.state.held = held; this.buttons(); this.paint(); } };
    const begin = () => { if (this.state.shown === "flip") { clearTimeout(this.holding); this.holding = setTimeout(() => { this.wasHeld = true; hold(true); }, after); } };
    el.onpointerdown = (event) => { this.wasHeld = false; if (event.button === 0) begin(); };
    for (const kind of ["pointerup", "pointercancel", "pointerout", "blur"]) el.addEventListener(kind, () => hold(false));
    el.oncontextmenu = (event) => { if (this.state.shown === "flip") event.preventDefault(); }; // what a long touch brings up
    if (el !== this.parts.flip) return;
    el.addEventListener("keydown", (event) => { if (/^( |Enter)$/.test(event.key)) { event.preventDefault(); if (!event.repeat) begin(); } });
    el.addEventListener("keyup", () => hold(false));
  }

  faded(world, kind) { const { only } = this.state; return world < 0 && only >= 0 && !(only === kind || (only === 2 && kind === 3)) && kind < 4 ? 0.12 : 1; }

  bars(g, w, dpr, worlds) { // a row a part: its name, and its persons by fate, or in each world
    const { fates, ink, rows } = this, left = w * 0.42, high = (ROW - 6) * dpr;
    g.textBaseline = "middle"; g.font = `${13 * dpr}px ${FONT}`;
    rows.parts.forEach(({ node, from, n }, place) => {
      const top = (place * ROW + 3) * dpr;
      g.globalAlpha = 1; g.fillStyle = ink.text;
      g.fillText(fitted(g, fates.nodes.short[node], left - 8 * dpr), 0, top + high / 2);
      worlds.forEach((world, line) => {
        const { colours, of } = this.look(world, g, dpr), sums = new Float64Array(colours.length), thick = high / worlds.length;
        let all = 0, x = left;
        for (let i = from; i < from + n; i++) { sums[of(i)] += fates.weight[i]; all += fates.weight[i]; }
        sums.forEach((sum, kind) => { const wide = ((w - left) * sum) / all; g.globalAlpha = this.faded(world, kind); g.fillStyle = colours[kind]; g.fillRect(x, top + line * thick, wide, thick - (worlds.length > 1 ? dpr : 0)); x += wide; });
      });
    });
    g.globalAlpha = 1;
  }

  rings(g, dpr) {
    for (const [i, wide] of [[this.state.agent, 2.5], [this.state.hover, 1.5]]) {
      const block = i >= 0 && this.cells.block(i);
      if (!block) continue;
      const [x, y] = this.cells.spot(block, i), r = Math.max(this.cells.side, 7 * dpr) / 2 + 2 * dpr;
      g.strokeStyle = this.hue.edge; g.lineWidth = wide * dpr;
      g.strokeRect(x + this.cells.side / 2 - r, y + this.cells.side / 2 - r, 2 * r, 2 * r);
    }
  }

  lines() { // both curves on one axis, what lies between them filled; the difference below
    const made = this.surface(this.parts.curves);
    if (!made) return;
    const { g, w, h, dpr } = made, { fates, hue, ink, state, band } = this, n = fates.days, left = 52 * dpr, split = h * 0.7, a = (d) => fates.curves[d], b = (d) => fates.curves[n + d];
    this.pad = left / dpr;
    let top = 1, apart = 1;
    for (let d = 0; d < n; d++) { top = Math.max(top, a(d), b(d)); apart = Math.max(apart, Math.abs(b(d) - a(d)), ...(band ? [Math.abs(band.low[d]), Math.abs(band.high[d])] : [])); }
    const x = (d) => left + ((w - left - dpr) * d) / Math.max(1, n - 1), y = (v) => split - 10 * dpr - ((split - 46 * dpr) * v) / top, mid = split + (h - split) / 2, z = (v) => mid - ((h - split) / 2 - 4 * dpr) * (v / apart);
    const step = Math.max(1, Math.floor(n / (w / 2))), path = (f, back = false) => { for (let d = back ? n - 1 : 0; back ? d >= 0 : d < n; d += back ? -step : step) g.lineTo(x(d), f(d)); };
    g.font = `${11 * dpr}px ${FONT}`; g.textBaseline = "middle"; g.textAlign = "right"; g.fillStyle = ink.text; g.strokeStyle = ink.faint; g.lineWidth = dpr;
    for (const v of [0, top]) { g.fillText(persons(v), left - 6 * dpr, y(v)); g.beginPath(); g.moveTo(left, y(v)); g.lineTo(w, y(v)); g.stroke(); }
    g.fillText("B − A", left - 6 * dpr, mid); g.beginPath(); g.moveTo(left, z(0)); g.lineTo(w, z(0)); g.stroke();
    g.beginPath(); path((d) => y(a(d))); path((d) => y(b(d)), true); g.closePath(); g.globalAlpha = 0.18; g.fillStyle = ink.text; g.fill(); g.globalAlpha = 1;
    if (band) { g.beginPath(); path((d) => z(band.low[d])); path((d) => z(band.high[d]), true); g.closePath(); g.globalAlpha = 0.45; g.fillStyle = hue.both; g.fill(); g.globalAlpha = 1; }
    for (const [f, colour] of [[(d) => y(a(d)), hue.a], [(d) => y(b(d)), hue.b], [(d) => z(b(d) - a(d)), ink.text]]) { g.beginPath(); path(f); g.strokeStyle = colour; g.lineWidth = 2 * dpr; g.stroke(); }
    const at = x(state.day - 1);
    g.strokeStyle = ink.mark; g.lineWidth = dpr; g.beginPath(); g.moveTo(at, 0); g.lineTo(at, h); g.stroke();
    g.textAlign = at > w * 0.7 ? "right" : "left";
    const side = at > w * 0.7 ? -6 * dpr : 6 * dpr, gap = b(state.day - 1) - a(state.day - 1);
    g.lineWidth = 4 * dpr; g.strokeStyle = ink.gap; g.lineJoin = "round";
    const said = (words, colour, y) => { g.strokeText(words, at + side, y); g.fillStyle = colour; g.fillText(words, at + side, y); }; // on paper, not on a line
    said(`A ${persons(a(state.day - 1))}`, hue.a, 8 * dpr);
    said(`B ${persons(b(state.day - 1))}`, hue.b, 22 * dpr);
    said(`${gap > 0 ? "+" : gap < 0 ? "−" : ""}${persons(Math.abs(gap))}`, ink.text, mid + (gap > 0 ? 12 : -10) * dpr); // where the line is not
    g.textAlign = "left";
    if (band) { const words = `grey: ${this.bandWords}`, x = at > w / 2 ? left + 6 * dpr : w - 6 * dpr - g.measureText(words).width; g.strokeText(words, x, h - 8 * dpr); g.fillStyle = ink.text; g.fillText(words, x, h - 8 * dpr); }
  }

  /** Over other seeds: two rows of days, least and most of nine runs in ten; null for none. */
  showBand(values, seeds) {
    const n = this.fates?.days;
    this.band = n && values?.length === 2 * n ? { low: values.subarray(0, n), high: values.subarray(n), seeds } : null;
    if (this.fates) { this.settle(false); this.paint(); }
  }

  get bandWords() { return `90\u00a0% band of ${this.band.seeds} seeds`; }

  hit(event) {
    const box = this.parts.canvas.getBoundingClientRect(), { dpr } = this.state;
    if (this.rows.used) return this.rows.at((event.clientY - box.top) * dpr, dpr);
    const y = (event.clientY - box.top) * dpr, low = y >= this.half ? this.half : 0;
    return this.cells.at((event.clientX - box.left) * dpr, y - low - this.head);
  }

  point(event) {
    const hit = this.hit(event), { tip } = this.parts, { fates, state } = this;
    tip.hidden = !hit;
    const hover = hit && hit.agent !== undefined ? hit.agent : -1;
    if (hover !== state.hover) { state.hover = hover; this.paint(); }
    if (!hit) return;
    const lines = hover < 0 ? [fates.nodes.name[hit.node], "click to look inside"]
      : [`${fates.words.band[fates.band[hover]]}, ${fates.words.sect[fates.sect[hover]]}`, fates.nodes.name[fates.leafOf(fates.unit[hover])], `A: ${fates.how(hover, 0, fates.days)}`, `B: ${fates.how(hover, 1, fates.days)}`];
    tip.replaceChildren(make("b", { textContent: lines[0] }), ...lines.slice(1).map((line) => make("div", { textContent: line })));
    const stage = this.parts.canvas.getBoundingClientRect(), x = event.clientX - stage.left, y = event.clientY - stage.top;
    tip.style.left = `${Math.max(0, Math.min(x + 14, stage.width - tip.offsetWidth))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > stage.height ? Math.max(0, y - tip.offsetHeight - 10) : y + 18}px`;
  }

  click(event) {
    const hit = this.wasHeld ? null : this.hit(event);
    if (!hit) return;
    if (hit.agent === undefined) this.zoom(this.state.root === hit.node ? -1 : hit.node); else this.ask(hit.agent);
  }

  ask(agent) {
    this.state.agent = agent;
    this.paint();
    if (this.tell.person) this.tell.person(this.fates.person(agent));
  }

  key(event) {
    const { state, fates, cells } = this, side = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -2, ArrowDown: 2 }[event.key];
    if (side) {
      const block = cells.block(state.agent) || cells.blocks[0], rows = block ? block.rows : 1;
      const to = state.agent < 0 ? (block ? block.from : 0) : state.agent + (Math.abs(side) === 1 ? side * rows : side / 2);
      if (to >= 0 && to < fates.agents && cells.block(to)) this.ask(to);
    } else if (event.key === "Enter" && state.agent >= 0) this.zoom(cells.block(state.agent)?.node ?? -1);
    else if (event.key === "Escape") this.zoom(-1);
    else if (event.key === " ") this.toggle();
    else return;
    event.preventDefault();
  }

  tellLife(life) {
    const { parts, fates } = this;
    parts.life.classList.toggle("told", !!life?.name);
    if (!life || !life.name) { parts.life.replaceChildren(make("p", { className: "quiet", textContent: "Click a cell: his two lives are told here." })); return; }
    const rail = (world) => {
      const steps = life.steps[world], line = make("div", { className: `rail ${"ab"[world]}` });
      for (const [day] of steps) { const dot = make("i"); dot.style.left = `${(100 * (day - 1)) / Math.max(1, fates.days - 1)}%`; line.append(dot); }
      const until = steps.length ? steps[0][0] : fates.days, served = make("span");
      served.style.width = `${(100 * (until - 1)) / Math.max(1, fates.days - 1)}%`;
      line.prepend(served);
      const list = make("ol", {}, ...(steps.length ? steps.map(([, words]) => make("li", { textContent: words })) : [make("li", { textContent: "served on, to the last day" })]));
      return make("div", { className: "world" }, make("h4", { textContent: `${"AB"[world]}, ${world ? fates.b : fates.a}` }), line, list, ...(life.why[world] ? [make("p", { textContent: life.why[world] })] : []));
    };
    const close = () => { this.tellLife(null); this.state.agent = -1; this.paint(); parts.canvas.focus({ preventScroll: true }); if (this.tell.person) this.tell.person(""); };
    parts.life.onkeydown = (event) => { if (event.key === "Escape") close(); };
    const shut = make("button", { type: "button", className: "shut", textContent: "×", ariaLabel: "Close his two lives", onclick: close });
    parts.life.replaceChildren(shut, make("h3", { textContent: life.name }), make("p", { className: "quiet", textContent: life.facts.map(([what, said]) => `${what}: ${said}`).join(" · ") }), rail(0), rail(1));
  }

  destroy() { this.pause(); this.fates = null; this.sized.disconnect(); this.tinted.disconnect(); }
}

export default { // the anywidget
  render({ model, el }) {
    const keep = (name) => (value) => { model.set(name, value); model.save_changes(); };
    const worlds = new TwoWorlds(el, { day: keep("day"), person: keep("person") });
    const bytes = () => { const view = model.get("packed"); return view && view.byteLength ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : null; };
    const go = () => { if (worlds.fates && !worlds.playing && model.get("day") !== worlds.state.day) { worlds.go(model.get("day")); worlds.settle(false); } };
    const life = () => { if (worlds.fates) worlds.tellLife(model.get("life")); };
    const band = () => { const view = model.get("band"); worlds.showBand(view?.byteLength ? new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) : null, model.get("seeds")); };
    const load = async () => { await worlds.load(bytes(), model.get("day"), model.get("opens")); band(); };
    model.on("change:packed", load); model.on("change:day", go); model.on("change:life", life); model.on("change:band", band);
    load();
    return () => { model.off("change:packed", load); model.off("change:day", go); model.off("change:life", life); model.off("change:band", band); worlds.destroy(); };
  },
};
