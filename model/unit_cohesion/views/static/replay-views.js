// The replay, part 2 of 3: the three views. Each draws an army's day into a box of a canvas, in device pixels, and tells what lies at a point.

/** The order of battle from the top down: width = strength at the start, colour = share still serving, or lit. */
class Icicle {
  draw(g, army, box, s) {
    const root = s.root, [a, b] = root < 0 ? [0, army.units] : [army.nodes.first[root], army.nodes.last[root]];
    const top = root < 0 ? 0 : army.nodes.depth[root], levels = army.levels.slice(top, army.depths);
    const w0 = army.cumW[a], wide = army.cumW[b] - w0 || 1, W = Math.round(box.w), rowH = box.h / levels.length;
    this.hit = { a, b, w0, wide, top, rowH, levels };
    this.row ||= document.createElement("canvas");
    if (this.row.width !== W) { this.row.width = W; this.row.height = 1; this.image = null; }
    const rowG = this.row.getContext("2d");
    this.image ||= rowG.createImageData(W, 1);
    const pixels = new Uint32Array(this.image.data.buffer), small = 11 * s.dpr;
    g.imageSmoothingEnabled = false;
    levels.forEach((nodes, k) => {
      const y = Math.round(box.y + k * rowH), h = Math.round(box.y + (k + 1) * rowH) - y;
      const { first, last } = army.nodes, { cumW, shown } = army;
      let from = this.start(nodes, first, a), at = from;
      for (let x = 0; x < W; x++) { // the mean of what lies under each pixel
        const lo = w0 + (x / W) * wide, hi = w0 + ((x + 1) / W) * wide;
        let now = 0, all = 0;
        while (at < nodes.length) {
          const l = cumW[first[nodes[at]]], r = cumW[last[nodes[at]]], part = Math.min(hi, r) - Math.max(lo, l);
          if (part > 0) { all += part; now += (part * (shown[last[nodes[at]]] - shown[first[nodes[at]]])) / (r - l); }
          if (r > hi || first[nodes[at]] >= b) break;
          at++;
        }
        pixels[x] = all > 0 ? s.ramp.pixel(now / all / army.full) : 0;
      }
      rowG.putImageData(this.image, 0, 0);
      g.drawImage(this.row, 0, 0, W, 1, box.x, y, W, h);
      g.fillStyle = s.ink.gap;
      g.font = `${small}px ${FONT}`; g.textBaseline = "middle";
      for (let i = from; i < nodes.length && first[nodes[i]] < b; i++) {
        const node = nodes[i], x0 = box.x + ((cumW[first[node]] - w0) / wide) * W, x1 = box.x + ((cumW[last[node]] - w0) / wide) * W, w = x1 - x0;
        const own = army.nodes.depth[node] === top + k;
        if (w < 3 * s.dpr) continue;
        g.fillStyle = s.ink.gap;
        if (x0 > box.x + 1) g.fillRect(Math.round(x0), y, Math.max(1, Math.round(s.dpr * (w > 12 * s.dpr ? 1 : 0.5))), h);
        if (own && k) g.fillRect(Math.round(x0), y, Math.round(w), Math.max(1, Math.round(s.dpr)));
        if (own && w > 34 * s.dpr && h > 13 * s.dpr) {
          g.fillStyle = s.ramp.inkOn(army.lit ? army.litOf(node) / (cumW[last[node]] - cumW[first[node]] || 1) / army.full : army.share(node));
          const text = fitted(g, w > 110 * s.dpr ? army.nodes.name[node] : army.nodes.short[node], w - 8 * s.dpr);
          if (text) g.fillText(text, x0 + 5 * s.dpr, y + h / 2);
        }
      }
    });
    for (const [node, colour, thick] of [[s.hover, s.ink.text, 1], [s.node, s.ink.mark, 2.5]]) {
      if (node < 0 || army.nodes.first[node] < a || army.nodes.last[node] > b || army.nodes.depth[node] < top) continue;
      const x0 = box.x + ((army.cumW[army.nodes.first[node]] - w0) / wide) * W, x1 = box.x + ((army.cumW[army.nodes.last[node]] - w0) / wide) * W;
      const y0 = box.y + (army.nodes.depth[node] - top) * rowH, bottom = army.children[node].length ? y0 + rowH : box.y + box.h;
      g.strokeStyle = colour; g.lineWidth = thick * s.dpr;
      const out = x1 - x0 < 12 * s.dpr ? thick * s.dpr : -s.dpr; // a frame around what is narrow, inside what is wide
      g.strokeRect(x0 - out, y0 + s.dpr, Math.max(2, x1 - x0) + 2 * out, bottom - y0 - 2 * s.dpr);
    }
  }

  start(nodes, first, a) { let lo = 0, hi = nodes.length; while (lo < hi) { const mid = (lo + hi) >> 1; if (first[nodes[mid]] < a) lo = mid + 1; else hi = mid; } return lo; }

  at(army, box, x, y) {
    const h = this.hit;
    if (!h) return null;
    const nodes = h.levels[Math.max(0, Math.min(h.levels.length - 1, Math.floor((y - box.y) / h.rowH)))], want = h.w0 + ((x - box.x) / box.w) * h.wide;
    let lo = 0, hi = nodes.length - 1;
    while (lo < hi) { const mid = (lo + hi + 1) >> 1; if (army.cumW[army.nodes.first[nodes[mid]]] <= want) lo = mid; else hi = mid - 1; }
    return { node: nodes[lo] };
  }
}

/** Units down, days across: the whole war at once; what is still to come is veiled. */
class Raster {
  draw(g, army, box, s) {
    const root = s.root, [a, b] = root < 0 ? [0, army.units] : [army.nodes.first[root], army.nodes.last[root]];
    const gutter = box.w > 560 * s.dpr ? 130 * s.dpr : 0, foot = 18 * s.dpr;
    const plot = { x: box.x + gutter, y: box.y, w: box.w - gutter, h: Math.max(10, box.h - foot) }, H = Math.round(plot.h);
    const w0 = army.cumW[a], wide = army.cumW[b] - w0 || 1;
    this.hit = { plot, w0, wide, a, b };
    const key = `${a} ${b} ${H}`;
    if (this.key !== key || this.army !== army || this.ramp !== s.ramp) { this.paint(army, a, b, H, w0, wide, s.ramp); Object.assign(this, { key, army, ramp: s.ramp }); }
    g.imageSmoothingEnabled = army.days > plot.w;
    g.drawImage(this.canvas, 0, 0, army.days, H, plot.x, plot.y, plot.w, H);
    const x = plot.x + (s.day / army.days) * plot.w;
    g.fillStyle = s.ink.veil; g.fillRect(x, plot.y, plot.x + plot.w - x, H);
    g.fillStyle = s.ink.mark; g.fillRect(Math.round(x - s.dpr), plot.y, Math.round(2 * s.dpr), H);
    const small = 11 * s.dpr;
    g.font = `${small}px ${FONT}`; g.textBaseline = "middle";
    const parts = army.parts(root, 0.5);
    if (gutter) for (const node of parts) {
      const y0 = plot.y + ((army.cumW[army.nodes.first[node]] - w0) / wide) * H, y1 = plot.y + ((army.cumW[army.nodes.last[node]] - w0) / wide) * H;
      if (y1 - y0 < 14 * s.dpr) continue;
      g.fillStyle = s.ink.faint; g.fillRect(box.x, Math.round(y0), gutter, 1);
      g.fillStyle = s.ink.text; g.fillText(fitted(g, army.nodes.name[node], gutter - 8 * s.dpr), box.x, Math.min((y0 + y1) / 2, y0 + 12 * s.dpr));
    }
    this.months(g, army, plot, s, foot);
    if (s.node >= 0 && army.nodes.first[s.node] >= a && army.nodes.last[s.node] <= b) {
      const y0 = plot.y + ((army.cumW[army.nodes.first[s.node]] - w0) / wide) * H, y1 = plot.y + ((army.cumW[army.nodes.last[s.node]] - w0) / wide) * H;
      g.strokeStyle = s.ink.mark; g.lineWidth = 2 * s.dpr; g.strokeRect(plot.x + s.dpr, y0, plot.w - 2 * s.dpr, Math.max(2 * s.dpr, y1 - y0));
    }
  }

  paint(army, a, b, H, w0, wide, ramp) {
    this.canvas ||= document.createElement("canvas");
    this.canvas.width = army.days; this.canvas.height = H;
    const g = this.canvas.getContext("2d"), image = g.createImageData(army.days, H), pixels = new Uint32Array(image.data.buffer), row = new Float64Array(army.days), history = army.shownHistory;
    for (let y = 0, u = a; y < H; y++) {
      const lo = w0 + (y / H) * wide, hi = w0 + ((y + 1) / H) * wide;
      let all = 0;
      row.fill(0);
      for (; u < b; u++) {
        const part = Math.min(hi, army.cumW[u + 1]) - Math.max(lo, army.cumW[u]);
        if (part > 0) { all += part; for (let d = 0, i = u * army.days; d < army.days; d++, i++) row[d] += part * history[i]; }
        if (army.cumW[u + 1] > hi) break;
      }
      for (let d = 0; d < army.days; d++) pixels[y * army.days + d] = all > 0 ? ramp.pixel(row[d] / all / 255) : 0;
    }
    g.putImageData(image, 0, 0);
  }

  months(g, army, plot, s, foot) {
    let free = -1e9;
    g.fillStyle = s.ink.text; g.textBaseline = "middle";
    for (let day = 1; day <= army.days; day++) {
      const date = army.date(day);
      if (date.getUTCDate() !== 1) continue;
      const x = plot.x + ((day - 1) / army.days) * plot.w, text = date.getUTCMonth() ? date.toLocaleDateString("en-GB", { month: "short", timeZone: "UTC" }) : String(date.getUTCFullYear());
      const wide = g.measureText(text).width;
      g.fillRect(Math.round(x), plot.y + plot.h, 1, 3 * s.dpr);
      if (x < free || x + wide > plot.x + plot.w || (date.getUTCMonth() % 3 && plot.w / army.days < 2.2 * s.dpr)) continue;
      g.fillText(text, x, plot.y + plot.h + foot / 2 + 2 * s.dpr);
      free = x + wide + 10 * s.dpr;
    }
  }

  at(army, box, x, y) {
    const h = this.hit;
    if (!h || x < h.plot.x || y > h.plot.y + h.plot.h) return null;
    const want = h.w0 + ((y - h.plot.y) / h.plot.h) * h.wide;
    let lo = h.a, hi = h.b - 1;
    while (lo < hi) { const mid = (lo + hi + 1) >> 1; if (army.cumW[mid] <= want) lo = mid; else hi = mid - 1; }
    return { node: army.leaf[lo], day: Math.max(1, Math.min(army.days, 1 + Math.floor(((x - h.plot.x) / h.plot.w) * army.days))) };
  }
}

/** The places on their tiles: who holds them, who stands there, who left from there. */
class Tiles {
  draw(g, army, box, s) {
    const places = army.places, columns = 1 + Math.max(...places.map((p) => p.x)), rows = 1 + Math.max(...places.map((p) => p.y));
    const gap = 6 * s.dpr, w = Math.min((box.w - gap * (columns - 1)) / columns, 230 * s.dpr), h = Math.min((box.h - gap * (rows - 1)) / rows, 120 * s.dpr);
    const x0 = box.x + (box.w - columns * w - (columns - 1) * gap) / 2, y0 = box.y + (box.h - rows * h - (rows - 1) * gap) / 2, P = places.length;
    const week = Math.max(0, Math.min(army.weeks - 1, Math.floor((s.day - 1) / 7)));
    let most = 1, mostLeft = 1;
    for (let i = 0; i < army.garrison.length; i++) most = Math.max(most, army.garrison[i]);
    for (let p = 0; p < P; p++) mostLeft = Math.max(mostLeft, army.leftBy(army.days, p));
    this.boxes = places.map((p) => ({ x: x0 + p.x * (w + gap), y: y0 + p.y * (h + gap), w, h }));
    places.forEach((place, p) => {
      const { x, y } = this.boxes[p], pad = Math.min(8 * s.dpr, w * 0.07), control = army.control ? army.control[(s.day - 1) * P + p] : null;
      const stands = army.garrison[week * P + p], gone = army.leftBy(s.day, p), lately = gone - army.leftBy(Math.max(0, s.day - 7), p);
      g.fillStyle = s.ink.tile; g.fillRect(x, y, w, h);
      if (control !== null) { g.fillStyle = s.ink.held; g.fillRect(x, y + h * (1 - control), w, h * control); }
      g.strokeStyle = s.place === p ? s.ink.mark : s.ink.faint; g.lineWidth = (s.place === p ? 2.5 : 1) * s.dpr;
      g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
      const roomy = w > 120 * s.dpr, size = Math.max(9 * s.dpr, Math.min(13 * s.dpr, h / (roomy ? 5.2 : 6), w / 6.5)), line = size * 1.35;
      g.textBaseline = "top"; g.fillStyle = s.ink.text; g.font = `600 ${size}px ${FONT}`;
      const held = control === null ? "" : percent(control), beside = roomy ? held : ""; // in narrow tiles a line of its own
      g.font = `${size * 0.92}px ${FONT}`;
      const wide = beside ? g.measureText(beside).width : 0;
      g.fillText(beside, x + w - pad - wide, y + pad * 0.8);
      const room = w - 2 * pad - (wide ? wide + 4 * s.dpr : 0);
      for (let high = size; g.font = `600 ${high}px ${FONT}`, high > 8 * s.dpr && g.measureText(place.name).width > room; high -= 0.5 * s.dpr);
      g.fillText(fitted(g, place.name, room), x + pad, y + pad * 0.8);
      g.font = `${size * 0.92}px ${FONT}`;
      const bar = (k, colour, part, words) => {
        const top = y + pad * 0.8 + line * (k + 1);
        if (top + line > y + h) return;
        const text = fitted(g, words, w - 2 * pad - 1), high = Math.max(2 * s.dpr, size * 0.2);
        g.fillStyle = s.ink.text; g.fillText(text, x + pad, top);
        if (top + line + high < y + h) { g.fillStyle = colour; g.fillRect(x + pad, top + size * 1.02, Math.max(part > 0 ? 1 : 0, (w - 2 * pad) * part), high); }
      };
      bar(0, "#0072B2", stands / most, `${persons(stands)}${roomy ? " stand here" : ""}`);
      bar(1.15, "#D55E00", gone / mostLeft, `${persons(gone)} left${roomy && lately > 0 ? ` (+${persons(lately)})` : ""}`);
      const below = y + pad * 0.8 + line * 3.3; // in low tiles the filling alone says it
      if (held && !roomy && below + line <= y + h) { g.fillStyle = s.ink.text; g.fillText(`${held} held`, x + pad, below); }
    });
  }

  at(army, box, x, y) {
    const p = (this.boxes || []).findIndex((b) => x >= b.x && x <= b.x + b.w && y >= b.y && y <= b.y + b.h);
    return p < 0 ? null : { place: p };
  }
}
