// The replay, part 1 of 3: what was sent, unpacked, and sums over it. The parts are put one after the other into one ES module.

/** Blue for serving, through pale, to orange for gone: 256 steps, 0 is all gone. */
const RAMP = (() => {
  const stops = [[213, 94, 0], [240, 228, 214], [0, 114, 178]];
  return Array.from({ length: 256 }, (_, i) => {
    const t = (i / 255) * 2, from = stops[Math.min(1, Math.floor(t))], to = stops[Math.min(2, Math.floor(t) + 1)], part = t - Math.min(1, Math.floor(t));
    return from.map((c, k) => Math.round(c + (to[k] - c) * part));
  });
})();
const RAMP32 = new Uint32Array(RAMP.map(([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r));
const rampCss = (share) => `rgb(${RAMP[Math.max(0, Math.min(255, Math.round(share * 255)))].join(" ")})`;
const light = (c) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4); // of WCAG's relative luminance
const inkOn = (share) => { const [r, g, b] = RAMP[Math.max(0, Math.min(255, Math.round(share * 255)))]; return 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b) > 0.187 ? "#111" : "#fff"; };

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
    army.prepare();
    return army;
  }

  prepare() {
    const n = this.units;
    this.cumW = new Float64Array(n + 1);
    for (let u = 0; u < n; u++) this.cumW[u + 1] = this.cumW[u] + this.weight[u];
    this.cumS = new Float64Array(n + 1);
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
  }

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
