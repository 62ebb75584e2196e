// The replay, part 1 of 3: what was sent, unpacked, and sums over it. The parts are put one after the other into one ES module.

/** Colours of a share in 256 steps: to read, and as pixels. */
class Ramp {
  constructor(colourOf) {
    this.rgb = Array.from({ length: 256 }, (_, i) => colourOf(i / 255).map(Math.round));
    this.pixels = new Uint32Array(this.rgb.map(([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r));
  }

  /** Between two colours; a few are seen too: any share is well apart from none. */
  static lit(none, all) { return new Ramp((share) => mixed(none, all, share > 0 ? 0.15 + 0.85 * share : 0)); }

  step(share) { return Math.max(0, Math.min(255, Math.round(255 * share))); }
  pixel(share) { return this.pixels[this.step(share)]; }
  inkOn(share) { const [r, g, b] = this.rgb[this.step(share)]; return 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b) > 0.187 ? "#111" : "#fff"; }
}
const mixed = (from, to, part) => from.map((c, k) => c + (to[k] - c) * part);
const GONE = [213, 94, 0], PALE = [240, 228, 214], SERVING = [0, 114, 178];
/** Blue for serving, through pale, to orange for gone. */
const SERVE = new Ramp((share) => (share < 0.5 ? mixed(GONE, PALE, 2 * share) : mixed(PALE, SERVING, 2 * share - 1)));
const light = (c) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4); // of WCAG's relative luminance

/** The army as it was sent: a gzip of a length, a JSON head, and arrays. */
class Army {
  static async unpack(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const buffer = await new Response(stream).arrayBuffer();
    const size = new DataView(buffer).getUint32(0, true);
    const army = Object.assign(new Army(), JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size))));
    let at = 4 + size;
    const floats = (n) => { const part = new Float32Array(buffer.slice(at, at + 4 * n)); at += 4 * n; return part; };
    army.history = new Uint8Array(buffer, at, army.days * army.units); at += army.days * army.units; // unit by unit
    army.weight = floats(army.units);
    army.garrison = floats(army.weeks * army.places.length); // weeks × places
    army.left = floats(army.days * army.places.length); // days × places
    army.control = army.hasControl ? floats(army.days * army.places.length) : null;
    army.books = (army.ledger || []).map(() => floats(army.days)); // persons by where they are, row by row
    const some = (Kind) => { const part = new Kind(buffer.slice(at, at + army.moves * Kind.BYTES_PER_ELEMENT)); at += army.moves * Kind.BYTES_PER_ELEMENT; return part; };
    army.moved = { unit: some(Uint32Array), persons: some(Float32Array), day: some(Uint16Array), before: some(Uint8Array), after: some(Uint8Array), cause: some(Uint8Array) };
    army.prepare();
    return army;
  }

  prepare() {
    const n = this.units;
    this.cumW = new Float64Array(n + 1);
    for (let u = 0; u < n; u++) this.cumW[u + 1] = this.cumW[u] + this.weight[u];
    this.cumS = new Float64Array(n + 1);
    this.full = 1;
    this.lit = null; // who alone is shown, if not all: { cause } or { row }, of the ledger
    this.cumL = new Float64Array(n + 1);
    this.at = 0;
    this.byId = new Map(this.nodes.id.map((id, i) => [id, i]));
    this.count = this.nodes.id.length;
    this.children = Array.from({ length: this.count }, () => []);
    this.tops = [];
    this.nodes.parent.forEach((p, i) => (p < 0 ? this.tops : this.children[p]).push(i));
    this.leaf = new Int32Array(n); // node of each unit
    this.nodes.id.forEach((_, i) => { if (!this.children[i].length) this.leaf[this.nodes.first[i]] = i; });
    this.depths = 1 + Math.max(0, ...this.nodes.depth);
    this.levels = Array.from({ length: this.depths }, (_, level) => this.atLevel(level));
    const P = this.places.length;
    this.leftSum = new Float64Array((this.days + 1) * P);
    for (let d = 0; d < this.days; d++) for (let p = 0; p < P; p++) this.leftSum[(d + 1) * P + p] = this.leftSum[d * P + p] + this.left[d * P + p];
  }

  /** The nodes in order at a level; where the tree ends above it, the unit it ends in. */
  atLevel(level) {
    const found = [];
    let last = -1;
    for (let u = 0; u < this.units; u++) {
      let node = this.leaf[u];
      while (this.nodes.depth[node] > level) node = this.nodes.parent[node];
      if (node !== last) found.push(node);
      last = node;
    }
    return Int32Array.from(found);
  }

  /** Go to a day: sums of men serving, unit by unit. */
  go(day) {
    if (day === this.at) return;
    this.at = day;
    const { history, weight, cumS, days, units } = this;
    for (let u = 0, i = day - 1; u < units; u++, i += days) cumS[u + 1] = cumS[u] + (history[i] * weight[u]) / 255;
    if (!this.lit) return;
    const each = this.litOn(day);
    for (let u = 0; u < units; u++) this.cumL[u + 1] = this.cumL[u] + each[u];
  }

  /** Persons of each unit who are lit on a day. */
  litOn(day) {
    const each = new Float64Array(this.units);
    this.eachLit(day, (unit, persons) => { each[unit] += persons; });
    return each.map((sum) => Math.max(0, sum));
  }

  /** Light some alone: { cause: words of the river }, or { row: words of the ledger }; null for all. Whether there are such. */
  light(what) {
    const list = what?.cause === undefined ? this.ledger : this.causes, row = what ? list.indexOf(what.cause ?? what.row) : -1;
    this.lit = row < 0 ? null : what.cause === undefined ? { row } : { cause: row };
    this.at = 0;
    this.full = this.lit ? this.brightest() : 1;
    return row >= 0;
  }

  /** The share of a unit from which on it is as bright as can be: nine units of ten have less, on the day when most have much. */
  brightest() {
    const days = [1, 0.25, 0.5, 0.75, 1].map((part, i) => (i ? Math.max(1, Math.round(part * this.days)) : 1));
    const most = days.map((day) => { const shares = this.litOn(day).map((sum, u) => sum / (this.weight[u] || 1)).sort(); return shares[Math.floor(0.9 * (shares.length - 1))]; });
    return Math.min(1, Math.max(0.02, ...most));
  }

  /** Call with unit, persons and day of each who came to be lit by a day, and with fewer than none of each who ceased to be. */
  eachLit(until, call) {
    const { unit, persons, day, before, after, cause } = this.moved, { lit } = this;
    for (let i = 0; i < day.length && day[i] <= until; i++) {
      if (lit.cause !== undefined) { if (cause[i] === lit.cause) call(unit[i], persons[i], day[i]); continue; }
      if (before[i] === lit.row) call(unit[i], -persons[i], day[i]);
      if (after[i] === lit.row) call(unit[i], persons[i], day[i]);
    }
  }

  /** Shares of each unit as they are shown, unit by unit, 0 to 255: who serves, or who is lit (255: as many as full says). */
  get shownHistory() {
    if (!this.lit) return this.history;
    const { days, units, weight } = this, change = new Float32Array(days * units), found = new Uint8Array(days * units);
    this.eachLit(days, (unit, persons, day) => { change[unit * days + Math.max(0, day - 1)] += persons; });
    for (let u = 0; u < units; u++) for (let d = 0, i = u * days, sum = 0; d < days; d++, i++) { sum += change[i]; found[i] = weight[u] > 0 ? Math.max(0, Math.min(255, Math.round((255 * sum) / weight[u] / this.full))) : 0; }
    return found;
  }

  /** Sums over units of who is shown: those who serve, or those who are lit. */
  get shown() { return this.lit ? this.cumL : this.cumS; }
  litOf(node) { return node < 0 ? this.cumL[this.units] : this.cumL[this.nodes.last[node]] - this.cumL[this.nodes.first[node]]; }

  of(node) { // [serving now, at the start]
    const a = node < 0 ? 0 : this.nodes.first[node], b = node < 0 ? this.units : this.nodes.last[node];
    return [this.cumS[b] - this.cumS[a], this.cumW[b] - this.cumW[a]];
  }

  /** What is below a node, larger parts than this share of it opened in their turn. */
  parts(root, most) {
    let found = root < 0 ? this.tops : this.children[root];
    const [, all] = this.of(root);
    for (let open = true; open; ) {
      open = false;
      found = found.flatMap((node) => { if (this.children[node].length > 1 && this.of(node)[1] > most * all) { open = true; return this.children[node]; } return [node]; });
    }
    return found;
  }

  /** Of a day: who started, who was called up since, and where they all are. */
  account(day) {
    const sum = (d) => this.books.reduce((all, row) => all + row[d - 1], 0), started = sum(1);
    return { started, called: sum(day) - started, all: sum(day), parts: this.ledger.map((words, i) => [words, this.books[i][day - 1]]) };
  }

  share(node) { const [now, start] = this.of(node); return start > 0 ? now / start : 0; }
  date(day) { return new Date(Date.parse(this.start + "T00:00:00Z") + (day - 1) * 864e5); }
  dateWords(day) { return this.date(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }); }
  chain(node) { const names = []; for (let at = node; at >= 0; at = this.nodes.parent[at]) names.unshift(at); return names; }
  leftBy(day, place) { return this.leftSum[day * this.places.length + place]; }
}
