// The replay, part 3 of 3: the player around the views: buttons, keys, scrubber, selection, words. Everything shown is set as text.

const SPEEDS = [["a day a second", 1], ["a week a second", 7], ["a month a second", 30], ["a quarter a second", 91], ["a year a second", 365]];
const VIEWS = [["army", "Army", "the order of battle from the top down"], ["days", "Every day", "units down, days across"], ["map", "Map", "the places"]];
const KEYS = [["space", "play or pause"], [".", "one day on"], ["← →", "a day back or on; with shift, a month"], ["↑ ↓", "a week back or on"], ["r", "back to the first day"], ["Esc", "light nobody up alone; show the whole army"], ["arrows in the picture", "another unit, the one above it or below it; on the map another place"], ["Enter in the picture", "look inside"], ["?", "these keys"]];

class Player {
  constructor(el, tell = {}) {
    this.tell = tell;
    this.state = { day: 1, root: -1, node: -1, place: -1, hover: -1, view: "army", speed: 30, dpr: 1, ink: INKS.light, ramp: SERVE };
    this.pointed = this.kept = null; // who is lit up alone, while pointed at, and till further notice: { cause, colour } or { row }
    this.wanted = { selection: "", view: "army" };
    this.views = { army: new Icicle(), days: new Raster(), map: new Tiles() };
    this.playing = false; this.frames = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.root = make("section", { className: "cohesion-replay", tabIndex: 0, ariaLabel: "Replay of the army, day by day" });
    this.root.append(make("div", { className: "empty", textContent: "The army will appear here when a run has ended." }));
    el.replaceChildren(this.root);
    this.root.player = this;
    this.listen();
    this.retint();
  }

  listen() {
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
    this.pointing = ({ detail }) => { this.pointed = detail; this.relight(); };
    this.keeping = ({ detail }) => this.keep(detail);
    document.addEventListener("cohesion-point", this.pointing); // charts.js
    document.addEventListener("cohesion-keep", this.keeping);
    this.sized = new ResizeObserver(() => this.paint());
    this.tinted = new MutationObserver(() => this.retint());
    const watched = new Set([document.documentElement, document.body, this.root.closest(".v-application"), ...document.querySelectorAll(".v-application")]);
    for (const el of watched) if (el) this.tinted.observe(el, { attributes: true, attributeFilter: ["class", "data-theme"] });
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.retinted = () => this.retint();
    this.scheme.addEventListener("change", this.retinted);
  }

  retint() {
    const app = this.root.closest(".v-application") || document.querySelector(".v-application"), set = document.documentElement.dataset.theme;
    const dark = app ? app.classList.contains("theme--dark") : set ? set === "dark" : this.scheme ? this.scheme.matches : false;
    this.state.ink = dark ? INKS.dark : INKS.light;
    this.root.classList.toggle("dark", dark);
    if (this.army) this.relight();
    this.paint();
  }

  async load(bytes) {
    const turn = (this.turn = (this.turn || 0) + 1);
    if (!bytes || !bytes.byteLength) return;
    const army = await Army.unpack(bytes), before = this.army;
    if (turn !== this.turn) return;
    const rootId = before && this.state.root >= 0 ? before.nodes.id[this.state.root] : null;
    this.army = army;
    Object.assign(this.state, { hover: -1, root: rootId !== null && army.byId.has(rootId) ? army.byId.get(rootId) : -1, day: Math.min(this.state.day, army.days) });
    this.build();
    this.select(this.wanted.selection, false);
    this.go(this.state.day);
    this.relight();
    this.root.dataset.ready = String(turn);
  }

  build() {
    const { army } = this;
    this.books = null;
    this.parts = {
      play: make("button", { className: "play", type: "button", onclick: () => this.toggle() }),
      path: make("nav", { className: "path", ariaLabel: "Part of the army that is shown" }),
      canvas: make("canvas", { role: "img", tabIndex: 0 }), tip: make("div", { className: "tip", hidden: true }), now: make("div", { className: "now" }),
      range: make("input", { type: "range", min: 1, max: army.days, step: 1, ariaLabel: "Day" }), said: make("p", { className: "hidden", role: "status" }),
      table: make("table"), views: make("span", { className: "group", role: "group", ariaLabel: "View" }), ticks: make("div", { className: "ticks", ariaHidden: "true" }),
      speed: make("select", { ariaLabel: "Speed" }, ...SPEEDS.map(([words, value]) => make("option", { value, textContent: words }))),
      legend: make("div", { className: "legend" }), ledger: make("div", { className: "ledger" }), lit: make("p", { className: "lit" }),
      typed: make("input", { type: "number", min: 1, max: army.days, step: 1, ariaLabel: "Day, as a number" }),
    };
    const p = this.parts, step = (words, label, days) => make("button", { type: "button", textContent: words, ariaLabel: label, title: label, onclick: () => { this.pause(); this.go(this.state.day + days); this.settle(); } });
    for (const [id, words, title] of VIEWS) p.views.append(make("button", { type: "button", textContent: words, title, onclick: () => this.show(id), value: id }));
    p.speed.value = this.state.speed;
    p.speed.onchange = () => { this.state.speed = Number(p.speed.value); };
    p.range.oninput = () => { this.pause(); this.go(Number(p.range.value)); };
    p.range.onchange = () => this.settle();
    p.typed.onchange = () => { this.pause(); this.go(Number(p.typed.value) || this.state.day); this.settle(); };
    const jump = make("select", { ariaLabel: "Go to a dated event" }, make("option", { value: "", textContent: army.ticks.length ? "Go to an event …" : "No dated events" }));
    jump.disabled = !army.ticks.length;
    for (const tick of army.ticks) {
      const words = `${army.dateWords(tick.day)}: ${tick.title}`;
      const mark = make("i", { title: words, className: tick.kind, onclick: () => { this.pause(); this.go(tick.day); this.settle(); } });
      mark.style.left = `${army.days > 1 ? (100 * (tick.day - 1)) / (army.days - 1) : 0}%`;
      p.ticks.append(mark);
      jump.append(make("option", { value: tick.day, textContent: words }));
    }
    jump.onchange = () => { if (jump.value) { this.pause(); this.go(Number(jump.value)); this.settle(); jump.value = ""; } };
    jump.className = "jump";
    this.help = make("dialog", { ariaLabel: "Keys" }, make("table", {}, ...KEYS.map(([key, words]) => make("tr", {}, make("td", {}, make("kbd", { textContent: key })), make("td", { textContent: words, style: "text-align:left" })))),
      make("p", { textContent: "Click a box to choose it; double-click to look inside." }), make("button", { type: "button", textContent: "Close", onclick: () => this.help.close() }));
    this.root.replaceChildren(
      make("div", { className: "bar" }, p.play, make("span", { className: "group" }, step("◂", "A day back", -1), step("▸", "A day on", 1), make("button", { type: "button", textContent: "⟲", ariaLabel: "Back to the first day", title: "Back to the first day", onclick: () => this.reset() })),
        p.speed, p.views, make("button", { type: "button", textContent: "?", ariaLabel: "Keys", title: "Keys", onclick: () => this.help.showModal() }), p.now),
      make("div", { className: "times" }, make("div", { className: "scrub" }, p.ticks, p.range), jump), p.ledger, p.path,
      make("div", { className: "stage" }, p.canvas, p.tip), p.lit, p.legend,
      make("details", {}, make("summary", { textContent: "The same in words" }), p.said.cloneNode(), p.table), p.said, this.help);
    this.words = this.root.querySelector("details p");
    this.words.className = ""; this.words.removeAttribute("role");
    p.canvas.onclick = (event) => this.click(event);
    p.canvas.ondblclick = (event) => { const hit = this.hit(event); if (hit && hit.node !== undefined) this.zoom(hit.node); };
    p.canvas.onpointermove = (event) => this.point(event);
    p.canvas.onpointerleave = () => { p.tip.hidden = true; this.state.hover = -1; this.paint(); };
    this.sized.disconnect(); this.sized.observe(p.canvas);
    this.label(); this.crumbs(); this.show(this.wanted.view, false);
  }

  label() {
    const p = this.parts;
    p.play.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
    for (const button of p.views.children) button.setAttribute("aria-pressed", String(button.value === this.state.view));
    const key = (colour, words) => { const mark = make("span", { className: "key" }); mark.style.background = colour; return make("span", {}, mark, words); };
    const ramp = make("span", { className: "ramp" }), { lit } = this.army;
    ramp.style.background = `linear-gradient(90deg, ${[0, 0.1, 0.25, 0.5, 0.75, 1].map((part) => `rgb(${this.state.ramp.rgb[this.state.ramp.step(lit ? part : 1 - part)].join(" ")}) ${100 * part}%`).join(", ")})`;
    const share = make("span", {}, lit ? "none" : "all serve", ramp, lit ? (this.army.full < 0.995 ? `${percent(this.army.full)} or more` : "all of them") : "all gone");
    const where = { army: [share, "width: strength at the start"], days: [share, "height: strength at the start", "pale: still to come"], map: [key("#0072B2", "who stands there"), key("#D55E00", "who left from there"), this.army.control ? key(this.state.ink.held, "filled, and per cent: held by the regime") : ""] };
    p.legend.replaceChildren(...where[this.state.view].filter(Boolean).map((item) => (typeof item === "string" ? make("span", { textContent: item }) : item)), ...(this.army.ticks.length ? [key(this.state.ink.news, "news"), key("#009e73", "events")] : []));
  }

  crumbs() {
    const { army, state, parts } = this, at = state.node, inside = at >= 0 && army.children[at].length && at !== state.root;
    const crumb = (node, words) => make("button", { type: "button", textContent: words, onclick: () => this.zoom(node) });
    const names = army.chain(state.root).map((node) => crumb(node, army.nodes.short[node]));
    parts.path.replaceChildren(crumb(-1, army.title), ...names.flatMap((name) => ["›", name]), ...(inside && state.view !== "map" ? ["·", crumb(at, `Look inside: ${army.nodes.short[at]}`)] : []));
  }

  show(view, tell = true) {
    this.state.view = this.views[view] ? view : "army";
    this.wanted.view = this.state.view;
    this.state.hover = -1;
    if (!this.army) return;
    this.parts.tip.hidden = true;
    this.root.dataset.view = this.state.view;
    this.label(); this.crumbs(); this.paint(); this.say();
    if (tell && this.tell.view) this.tell.view(this.state.view);
  }

  zoom(node) {
    if (node >= 0 && !this.army.children[node].length) node = this.army.nodes.parent[node];
    this.state.root = node;
    this.crumbs(); this.paint(); this.say();
  }

  select(id, tell = true) {
    this.wanted.selection = id;
    if (!this.army) return;
    const place = id.startsWith("place:") ? this.army.places.findIndex((p) => p.id === id.slice(6)) : -1;
    let node = id;
    while (node && !this.army.byId.has(node)) node = node.includes("/") ? node.slice(0, node.lastIndexOf("/")) : ""; // a person's unit
    Object.assign(this.state, { place, node: node ? this.army.byId.get(node) : -1 });
    this.crumbs(); this.paint();
    if (tell && this.tell.select) this.tell.select(id);
  }

  go(day) {
    const { army, state, parts } = this;
    state.day = Math.max(1, Math.min(army ? army.days : day, Math.round(day)));
    if (!army) return;
    army.go(state.day);
    parts.range.value = state.day;
    parts.range.setAttribute("aria-valuetext", `Day ${state.day}, ${army.dateWords(state.day)}`);
    if (document.activeElement !== parts.typed) parts.typed.value = state.day;
    const account = army.ledger?.length ? army.account(state.day) : null, still = account ? account.parts[0][1] / (account.all || 1) : army.share(-1);
    parts.now.replaceChildren(`${army.dateWords(state.day)} `, make("small", { textContent: "day " }), parts.typed, make("small", { textContent: ` of ${army.days} · ` }), percent(still), make("small", { textContent: account ? " of all who ever served serve now" : " still serve" }));
    if (account) this.booked(account);
    this.tellLit();
    this.paint();
    document.dispatchEvent(new CustomEvent("cohesion-day", { detail: state.day })); // charts.js
  }

  booked({ started, called, parts }) { // one sum: who came, and where they are; a button each, which stay the same
    this.books ||= [["started"], ["were called up"], ...parts.map(([words]) => [words, () => this.keep({ row: words })])].map(([words, onclick]) => {
      const number = make("b"), said = [number, ` ${words}`], entry = onclick ? make("button", { type: "button", onclick, title: "Show these alone in the picture" }, ...said) : make("span", {}, ...said);
      const sign = make("span"), whole = make("span", {}, sign, entry);
      this.parts.ledger.append(whole);
      return { words, number, sign, entry, whole };
    });
    const numbers = [started, called, ...parts.map(([, number]) => number)], shown = numbers.map((number, i) => i === 0 || number >= 0.5), equals = shown.indexOf(true, 2);
    this.books.forEach(({ number, sign, whole }, i) => {
      whole.hidden = !shown[i];
      number.textContent = persons(numbers[i]);
      sign.textContent = i === 0 ? "" : i === equals ? "= " : "+ ";
    });
  }

  /** Light some up alone till further notice: { cause, colour } or { row }; the same once more, or null, lights all again. */
  keep(what) {
    const same = what && this.kept && what.cause === this.kept.cause && what.row === this.kept.row;
    this.kept = same ? null : what;
    this.pointed = null;
    this.relight();
    document.dispatchEvent(new CustomEvent("cohesion-kept", { detail: this.kept }));
  }

  relight() {
    const { army, state } = this, what = this.pointed || this.kept;
    if (!army) return;
    const found = army.light(what), faint = this.root.classList.contains("dark") ? [52, 57, 63] : [229, 232, 236];
    state.ramp = found ? Ramp.lit(faint, what.colour || (what.row === army.ledger[0] ? SERVING : GONE)) : SERVE;
    army.go(state.day);
    for (const { words, entry } of this.books || []) if (entry.localName === "button") entry.setAttribute("aria-pressed", String(this.kept?.row === words));
    this.label(); this.tellLit(); this.say(); this.paint();
  }

  /** Who is lit up, in words; "" for all. */
  get litWords() {
    const { army, state } = this, what = this.pointed || this.kept;
    if (!army.lit) return "";
    const when = army.dateWords(state.day), of = (node) => army.litOf(node), all = of(state.root), most = army.parts(state.root, 0.5).reduce((best, node) => (of(node) > (best < 0 ? 0 : of(best)) ? node : best), -1);
    const who = what.cause === undefined ? `${persons(all)} ${what.row} on ${when}` : `${persons(all)} left by ${when}, main cause: ${what.cause}`;
    return `${who}${state.root < 0 ? "" : `, of ${army.nodes.name[state.root]}`}${most < 0 ? "" : `; most from ${army.nodes.name[most]}, ${persons(of(most))}`}.${state.view === "map" ? " The map shows all." : ""}`;
  }

  tellLit() { // or how to
    const { army, parts } = this, words = this.litWords, told = `${words} ${!!this.kept}`;
    if (!army.moves || parts.lit.dataset.told === told) { parts.lit.hidden = !army.moves; return; }
    parts.lit.dataset.told = told;
    const all = make("button", { type: "button", textContent: "Show all", onclick: () => { this.keep(null); parts.canvas.focus(); } });
    const said = make("span", { textContent: words || "Click a number above, or point at a cause below, to see those men alone.", title: words });
    parts.lit.classList.toggle("on", !!words);
    if (parts.lit.contains(document.activeElement) && this.kept && words) parts.lit.firstChild.replaceWith(said); // the button keeps the focus
    else parts.lit.replaceChildren(said, ...(words && this.kept ? [all] : []));
  }

  settle() { // at rest: tell Python, and say it in words
    this.say();
    if (this.tell.day) this.tell.day(this.state.day);
  }

  say() {
    const { army, state, parts } = this;
    const rows = army.parts(state.root, 0.5).map((node) => [army.nodes.name[node], ...army.of(node)]), worst = [...rows].filter((r) => r[2] > 0).sort((a, b) => a[1] / a[2] - b[1] / b[2])[0];
    const [now, all] = army.of(state.root), who = state.root < 0 ? army.title : army.nodes.name[state.root];
    const words = `${army.dateWords(state.day)}, day ${state.day}: ${percent(all ? now / all : 0)} of ${who} still serve, ${persons(now)} of ${persons(all)}.` + (worst ? ` Most emptied: ${worst[0]}, ${percent(worst[1] / worst[2])}.` : "") + (army.lit ? ` ${this.litWords}` : "");
    parts.said.textContent = words; this.words.textContent = words;
    parts.canvas.setAttribute("aria-label", `${VIEWS.find((v) => v[0] === state.view)[1]}. ${words}`);
    let body = [["Part of the army", "Serve", "Share"], ...rows.slice(0, 60).map(([name, n, a]) => [name, persons(n), percent(a ? n / a : 0)])];
    if (state.view === "map") {
      const week = Math.max(0, Math.min(army.weeks - 1, Math.floor((state.day - 1) / 7))), P = army.places.length;
      body = [["Place", "Stand there", "Left from there", ...(army.control ? ["Held"] : [])], ...army.places.map((p, i) => [p.name, persons(army.garrison[week * P + i]), persons(army.leftBy(state.day, i)), ...(army.control ? [percent(army.control[(state.day - 1) * P + i])] : [])])];
    }
    parts.table.replaceChildren(...body.map((cells, i) => make("tr", {}, ...cells.map((text) => make(i ? "td" : "th", { textContent: text })))));
  }

  toggle() { this.playing ? (this.pause(), this.settle()) : this.play(); }
  pause() { this.playing = false; cancelAnimationFrame(this.frame); clearTimeout(this.timer); if (this.army) this.label(); }
  reset() { this.pause(); this.go(1); this.settle(); }

  play() {
    if (!this.army || this.playing) return;
    if (this.state.day >= this.army.days) this.go(1);
    this.playing = true; this.label();
    let from = performance.now(), exact = this.state.day;
    const on = (now) => {
      if (!this.playing) return;
      exact += ((now - from) / 1000) * this.state.speed; from = now;
      this.frames++;
      if (Math.floor(exact) !== this.state.day) this.go(Math.floor(exact)); else this.paint(true);
      if (this.state.day >= this.army.days) { this.pause(); this.settle(); return; }
      next();
    };
    const next = () => { if (this.still.matches) this.timer = setTimeout(() => on(performance.now()), 1000); else this.frame = requestAnimationFrame(on); };
    next();
  }

  paint(now = false) {
    if (!this.army) return;
    if (this.playing || now) { this.draw(); return; }
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => { this.due = false; this.draw(); });
  }

  draw() {
    const { canvas } = this.parts, rect = canvas.getBoundingClientRect(), dpr = Math.min(3, window.devicePixelRatio || 1), w = Math.round(rect.width * dpr), h = Math.round(rect.height * dpr);
    if (!w || !h) return;
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const g = canvas.getContext("2d");
    this.state.dpr = dpr; this.box = { x: 0, y: 0, w, h };
    g.clearRect(0, 0, w, h);
    this.army.go(this.state.day);
    this.views[this.state.view].draw(g, this.army, this.box, this.state);
    this.drawn = (this.drawn || 0) + 1;
  }

  hit(event) {
    const rect = this.parts.canvas.getBoundingClientRect(), { dpr } = this.state;
    return this.box ? this.views[this.state.view].at(this.army, this.box, (event.clientX - rect.left) * dpr, (event.clientY - rect.top) * dpr) : null;
  }

  click(event) {
    const hit = this.hit(event);
    if (!hit) return;
    if (hit.day) { this.pause(); this.go(hit.day); this.settle(); }
    this.select(hit.place !== undefined ? `place:${this.army.places[hit.place].id}` : this.army.nodes.id[hit.node]);
  }

  point(event) {
    const hit = this.hit(event), { tip } = this.parts, { army, state } = this;
    tip.hidden = !hit;
    if (!hit) return;
    let lines;
    if (hit.place !== undefined) { const p = army.places[hit.place]; lines = [p.name, `${persons(army.leftBy(state.day, hit.place))} have left units that stood here, ${persons(army.leftBy(state.day, hit.place) - army.leftBy(Math.max(0, state.day - 7), hit.place))} of them in the last week`, army.control ? `${percent(army.control[(state.day - 1) * army.places.length + hit.place])} held by the regime` : ""]; }
    else {
      const [now, all] = army.of(hit.node), { name, kind } = army.nodes;
      lines = [name[hit.node], kind[hit.node], `${percent(all ? now / all : 0)} still serve: ${persons(now)} of ${persons(all)}`];
      if (hit.day) lines = [name[hit.node], army.dateWords(hit.day), `${percent(army.history[army.nodes.first[hit.node] * army.days + hit.day - 1] / 255)} served`];
      if (state.hover !== hit.node) { state.hover = hit.node; this.paint(); }
    }
    if (army.lit && hit.node !== undefined && !hit.day) lines.push(`${persons(army.litOf(hit.node))} of them are lit up`);
    tip.replaceChildren(make("b", { textContent: lines[0] }), ...lines.slice(1).filter(Boolean).map((line) => make("div", { textContent: line })));
    const stage = this.parts.canvas.getBoundingClientRect(), x = event.clientX - stage.left, y = event.clientY - stage.top;
    tip.style.left = `${Math.max(0, Math.min(x + 14, stage.width - tip.offsetWidth))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > stage.height ? Math.max(0, y - tip.offsetHeight - 10) : y + 18}px`;
  }

  key(event) {
    if (!this.army || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const to = event.target, mine = this.root.contains(to), free = to === document.body || to === document.documentElement;
    if (!(mine || free) || this.help.open || /^(SELECT|TEXTAREA)$/.test(to.tagName)) return;
    const pressed = event.key, typing = to.tagName === "INPUT", onButton = /^(BUTTON|SUMMARY)$/.test(to.tagName);
    if (to === this.parts.canvas && this.walk(pressed)) { event.preventDefault(); return; }
    const days = { ArrowLeft: event.shiftKey ? -30 : -1, ArrowRight: event.shiftKey ? 30 : 1, ArrowUp: -7, ArrowDown: 7, ".": 1 }[pressed];
    if (free && /^Arrow(Up|Down)$/.test(pressed)) return; // the page scrolls
    if (days && !(typing && pressed.startsWith("Arrow"))) { this.pause(); this.go(this.state.day + days); this.settle(); }
    else if (pressed === " " && !onButton) this.toggle();
    else if (pressed === "r") this.reset();
    else if (pressed === "?") this.help.showModal();
    else if (pressed === "Escape" && this.kept) this.keep(null);
    else if (pressed === "Escape" && this.state.root >= 0) this.zoom(-1);
    else return;
    event.preventDefault();
  }

  walk(pressed) { // from unit to unit, or from place to place, as with a mouse; whether the key means that
    const { army, state } = this, side = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[pressed], map = state.view === "map";
    const next = (all, from) => all[from < 0 ? 0 : (from + side + all.length) % all.length];
    if (map && side) this.select(`place:${next(army.places, state.place).id}`);
    else if (!map && pressed === "Enter" && state.node >= 0) this.zoom(state.node);
    else if (!map && side) {
      const up = state.node < 0 ? state.root : army.nodes.parent[state.node], row = up < 0 ? army.tops : army.children[up];
      const to = /Left|Right/.test(pressed) || state.node < 0 ? next(row, row.indexOf(state.node)) : pressed === "ArrowDown" ? army.children[state.node][0] : up;
      if (to >= 0) this.select(army.nodes.id[to]);
    } else return false;
    if (!map && state.node >= 0) { const [now, all] = army.of(state.node); this.words.textContent = `${army.nodes.name[state.node]}: ${percent(all ? now / all : 0)} still serve.`; }
    if (map) this.words.textContent = army.places[state.place].name;
    return true;
  }

  destroy() {
    this.pause();
    document.removeEventListener("keydown", this.keys);
    document.removeEventListener("cohesion-point", this.pointing);
    document.removeEventListener("cohesion-keep", this.keeping);
    this.scheme.removeEventListener("change", this.retinted);
    this.sized.disconnect(); this.tinted.disconnect();
  }
}

/** A replay in an element: load(bytes), go(day), select(id), show(view), play(), pause(), destroy(). */
export function mount(el, tell) { return new Player(el, tell); }

export default { // the anywidget
  render({ model, el }) {
    const keep = (name) => (value) => { model.set(name, value); model.save_changes(); };
    const player = mount(el, { day: keep("day"), select: keep("selection"), view: keep("view") });
    const bytes = () => { const view = model.get("packed"); return view && view.byteLength ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : null; };
    const load = () => player.load(bytes());
    const go = () => { if (!player.playing && model.get("day") !== player.state.day) player.go(model.get("day")); };
    const select = () => { if (model.get("selection") !== player.wanted.selection) player.select(model.get("selection"), false); };
    player.state.day = model.get("day");
    player.wanted = { selection: model.get("selection"), view: model.get("view") };
    model.on("change:packed", load); model.on("change:day", go); model.on("change:selection", select);
    load();
    return () => { model.off("change:packed", load); model.off("change:day", go); model.off("change:selection", select); player.destroy(); };
  },
};
