// The screens of a lesson, one at a time.
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
const SECONDS = 8, BINS = 10;
const TEACHER = HEAD.teacher !== null;
const KEY = `lesson-${HEAD.id}-${HEAD.mark}${TEACHER ? "-teacher" : ""}`;
const place = { screen: 0, given: HEAD.asked.map(() => -1), sure: HEAD.asked.map(() => false), day: 0 };
let leave = () => {};

function keep() {
  try { localStorage.setItem(KEY, JSON.stringify(place)); } catch { /* a file may not keep anything: the code on the last screen does */ }
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    const fits = kept && kept.given.length === HEAD.asked.length && kept.given.every((one, i) => Number.isInteger(one) && one >= -1 && one < HEAD.asked[i].size);
    if (fits) Object.assign(place, { screen: Math.min(Math.max(0, kept.screen | 0), HEAD.screens.length - 1), given: kept.given, sure: kept.sure.map(Boolean) });
  } catch { /* nothing kept */ }
}

const rowOf = (id) => HEAD.asked.findIndex((one) => one.id === id);
const amount = (one, at) => one.least + ((one.most - one.least) * at) / (one.size - 1);

function answered(row) {
  const one = HEAD.asked[row], at = place.given[row];
  return at < 0 ? "" : one.choices ? one.choices[at] : told(amount(one, at), one.unit);
}

// ---- the screens, each given its own declaration; each returns what stands below its text

const SCREENS = {
  read: () => [],

  guess(screen, again) {
    const row = rowOf(screen.id), one = HEAD.asked[row];
    const output = h("div", { class: "big", "aria-hidden": "true" }, place.given[row] < 0 ? "?" : answered(row));
    const slider = h("input", {
      type: "range", min: 0, max: one.size - 1, step: 1, value: place.given[row] < 0 ? (one.size - 1) / 2 : place.given[row], "aria-label": screen.title, disabled: place.sure[row],
      oninput: () => { place.given[row] = Number(slider.value); slider.setAttribute("aria-valuetext", answered(row)); output.textContent = answered(row); lock.disabled = false; },
    });
    slider.setAttribute("aria-valuetext", place.given[row] < 0 ? W.not_yet : answered(row));
    const lock = lockButton(row, again);
    return [output, slider, h("div", { class: "row" }, h("span", {}, told(one.least, one.unit)), h("span", { style: "margin-left:auto" }, told(one.most, one.unit))), h("div", { class: "row" }, lock)];
  },

  choose(screen, again) {
    const row = rowOf(screen.id), one = HEAD.asked[row], lock = lockButton(row, again);
    const choices = one.choices.map((text, i) => h("label", {}, h("input", {
      type: "radio", name: screen.id, checked: place.given[row] === i, disabled: place.sure[row], onchange: () => { place.given[row] = i; lock.disabled = false; },
    }), text));
    return [h("fieldset", { class: "choices" }, h("legend", { class: "hidden" }, screen.title), choices), h("div", { class: "row" }, lock)];
  },

  run(screen) {
    const twin = screen.stops.length > 1;
    const pictures = screen.stops.map((stop, i) => new Picture(stop, { colours: screen.colours, other: twin ? screen.stops[1 - i] : -1, second: i === 1, ask: i === 1 && screen.ask ? screen.ask : null }));
    const shown = HEAD.seeds.indexOf(HEAD.seed), inks = ["first", "second"];
    const lines = screen.stops.flatMap((stop, i) => screen.curves.map((name, j) => ({
      values: curve(name, stop, shown), ink: inks[twin ? i : j], name: twin ? HEAD.stops[stop].label : HEAD.figures[name].short,
    })));
    const row = screen.answer === null ? -1 : rowOf(screen.answer);
    const flag = row >= 0 && place.given[row] >= 0 && HEAD.asked[row].most !== undefined ? { value: amount(HEAD.asked[row], place.given[row]), text: put(W.your_guess, { guess: answered(row) }) } : null;
    const drawn = chart(lines, { flag, words: lines.map((line) => `${line.name}: ${told(line.values[HEAD.days - 1], HEAD.figures[screen.curves[0]].unit)}`).join("; "), unit: HEAD.figures[screen.curves[0]].unit });
    const counters = lines.map((line) => h("div", { class: line.ink }, h("span", {}, line.name), h("b", { class: "big" }, "0")));
    const worlds = pictures.map((picture, i) => h("div", { class: "world" }, twin ? h("h3", {}, HEAD.stops[screen.stops[i]].label) : null, picture.node));
    const said = h("p", { class: "hidden", role: "status" });
    const clock = player((day, done) => {
      for (const picture of pictures) picture.show(day);
      lines.forEach((line, i) => { counters[i].lastChild.textContent = told(day ? line.values[day - 1] : 0, HEAD.figures[screen.curves[twin ? i % screen.curves.length : i]].unit); });
      drawn.reveal(day);
      if (done) said.textContent = put(W.ended, { day: HEAD.days, told: pictures.map((picture) => picture.tell()).join(" / ") });
    });
    const names = LEGENDS[screen.colours === "whereabouts" ? "whereabouts" : twin ? "twin" : "leaving"];
    return { nodes: [h("div", { class: "row" }, clock.button), clock.node, h("div", { class: "counters" }, counters), h("div", { class: "worlds" }, worlds), legend(names), drawn.node, said], pictures, start: clock.start, stop: clock.stop };
  },

  gap(screen) {
    const row = rowOf(screen.answer), one = HEAD.asked[row];
    const dots = (many, kind = "") => h("span", { class: "dots" }, Array.from({ length: many }, () => h("i", { class: kind })), h("small", {}, put(W.worlds, { many })));
    const items = one.choices
      ? one.choices.map((text, i) => ({ text, many: one.truth.filter((at) => at === i).length, mine: place.given[row] === i }))
      : bins(one, place.given[row]);
    return [h("ul", { class: "strip" }, items.map(({ text, many, mine }) => h("li", { class: mine ? "mine" : "" }, h("span", {}, text, mine ? h("b", {}, W.yours) : null), dots(many)))), h("p", { class: "quiet" }, W.a_dot_a_world)];
  },

  compare(screen) {
    const room = h("div", {}), one = { nodes: [], pictures: [], start: () => set() };
    const choice = (id, label, at) => {
      const select = h("select", { id, onchange: () => set() }, HEAD.stops.map((stop, i) => h("option", { value: i, selected: i === at }, stop.label)));
      return { select, node: h("p", {}, h("label", { for: id }, `${label}: `), select) };
    };
    const a = choice("first", W.first_world, 0), b = choice("second", W.second_world, 1);
    const set = () => {
      if (one.stop) one.stop();
      const pair = [Number(a.select.value), Number(b.select.value)];
      const title = h("h3", { role: "status" }, W.nobody_yet), lives = h("div", { class: "lives" });
      const ask = (person) => { title.textContent = nameOf(person); lives.replaceChildren(...pair.map((stop) => life(person, stop))); };
      const made = SCREENS.run({ ...screen, stops: pair, ask });
      one.pictures.splice(0, one.pictures.length, ...made.pictures);
      one.stop = made.stop;
      room.replaceChildren(...made.nodes.slice(0, -2), title, lives, ...made.nodes.slice(-2)); // who was asked stands below the pictures
      one.pictures.forEach((picture) => picture.fit());
      made.start();
    };
    one.nodes = [h("p", {}, HEAD.control), a.node, b.node, room];
    return one;
  },

  person(screen) {
    const room = h("div", { class: "lives" }), title = h("h3", { role: "status" }, W.nobody_yet);
    const [a, b] = screen.stops;
    const ask = (person) => {
      title.textContent = nameOf(person);
      room.replaceChildren(life(person, a), life(person, b));
    };
    const places = screen.colours === "whereabouts", picture = new Picture(b, { other: a, second: true, ask, colours: screen.colours });
    const only = [], last = places ? [a, b].map(lastKinds) : [];
    for (let person = 0; person < HEAD.people; person++) {
      if (places ? last[0][person] !== last[1][person] : of(b, "left")[person] && !of(a, "left")[person]) only.push(person);
    }
    if (places) only.sort((one, other) => (last[1][other] === "army") - (last[1][one] === "army"));
    let next = 0;
    const another = h("button", { type: "button", onclick: () => picture.choose(only[next++ % only.length]), disabled: !only.length }, W.one_for_me);
    const start = () => { picture.show(HEAD.days); picture.tell(); };
    return { nodes: [h("div", { class: "row" }, another), picture.node, places ? legend(LEGENDS.whereabouts) : legend(LEGENDS.twin.filter((name) => name !== "only-a"), { "only-b": W.is_only_here }), title, room], pictures: [picture], start };
  },

  sooner(screen) {
    const [a, b] = screen.stops, lags = [];
    for (let person = 0; person < HEAD.people; person++) {
      const first = of(a, "left")[person], second = of(b, "left")[person];
      if (first && second) lags.push(second - first);
    }
    const edges = [-Infinity, -28, -7, 8, 29, 92, Infinity];
    const items = W.lags.map((text, i) => ({ text, many: lags.filter((lag) => lag >= edges[i] && lag < edges[i + 1]).length }));
    const most = Math.max(1, ...items.map((item) => item.many));
    return [h("ul", { class: "bars" }, items.map(({ text, many }) => h("li", {}, `${put(text, {})}: ${number(many)}`, h("i", { class: "hold", style: `width:${(100 * many) / most}%` })))), h("p", { class: "quiet" }, put(W.lag_from, { a: HEAD.stops[a].label, b: HEAD.stops[b].label }))];
  },

  try(screen) {
    const shown = HEAD.seeds.indexOf(HEAD.seed), picture = new Picture(screen.stops[0], { colours: screen.colours });
    const figure = HEAD.figures[screen.of], output = h("span", { class: "big" }), label = h("b", {}), room = h("div", {});
    const top = Math.max(...screen.curves.flatMap((name) => screen.stops.flatMap((stop) => HEAD.seeds.map((_, seed) => curve(name, stop, seed).reduce((a, b) => Math.max(a, b), 0)))));
    let before = null;
    const slider = h("input", { type: "range", min: 0, max: screen.stops.length - 1, step: 1, value: 0, "aria-label": HEAD.control, list: "stops", oninput: () => set(Number(slider.value)) });
    const set = (at) => {
      const stop = screen.stops[at], lines = [];
      for (let seed = 0; seed < HEAD.seeds.length; seed++) if (seed !== shown) lines.push({ values: curve(screen.curves[0], stop, seed), ink: "first", faint: true });
      if (before !== null && before !== stop) lines.push({ values: curve(screen.curves[0], before, shown), ink: "quiet", name: put(W.before, { stop: HEAD.stops[before].label }) });
      screen.curves.forEach((name, i) => lines.push({ values: curve(name, stop, shown), ink: ["first", "second"][i % 2], name: HEAD.figures[name].short }));
      const value = figure.values[stop][shown];
      room.replaceChildren(chart(lines, { top, words: `${HEAD.stops[stop].label}: ${told(value, figure.unit)}`, unit: HEAD.figures[screen.curves[0]].unit }).node);
      output.textContent = told(value, figure.unit);
      label.textContent = HEAD.stops[stop].label;
      slider.setAttribute("aria-valuetext", HEAD.stops[stop].label);
      before = stop;
      picture.stop = stop;
      picture.day = -1;
      picture.show(HEAD.days);
      picture.tell();
    };
    const names = h("div", { class: "row", "aria-hidden": "true", style: "justify-content:space-between;font-size:.875rem" }, h("span", {}, HEAD.stops[screen.stops[0]].label), h("span", { style: "margin-left:auto" }, HEAD.stops[screen.stops[screen.stops.length - 1]].label));
    return { nodes: [h("p", {}, `${HEAD.control}: `, label), slider, names, h("p", { role: "status" }, output, ` ${figure.name}`), room, picture.node, legend(LEGENDS[screen.colours]), h("p", { class: "quiet" }, W.faint)], pictures: [picture], start: () => set(0) };
  },

  end() {
    const code = encoded(place.given), said = h("span", { role: "status" });
    const rows = HEAD.asked.map((one, row) => [one.title, answered(row) || W.not_answered]);
    const copy = h("button", { type: "button", onclick: () => navigator.clipboard.writeText(code).then(() => { said.textContent = W.copied; }, () => { said.textContent = W.not_copied; }) }, W.copy);
    const save = h("button", { type: "button", onclick: () => download(`${HEAD.id}-answers.csv`, [[W.question, W.answer], ...rows, [W.code, code]]) }, W.csv);
    const again = h("button", { type: "button", onclick: () => { place.given.fill(-1); place.sure.fill(false); go(0); } }, W.again);
    const asked = HEAD.asked.length > 0; // a sandbox asks nothing: there is no code to hand in
    return [
      asked ? [h("p", {}, W.your_code), h("div", { class: "code", id: "code" }, code)] : null,
      h("div", { class: "row" }, asked ? [copy, save] : null, again, said),
      h("details", {}, h("summary", {}, W.glossary), h("dl", {}, HEAD.glossary.map((one) => [h("dt", {}, one.word), h("dd", {}, one.meaning)]))),
      h("details", {}, h("summary", {}, W.sources), h("ul", { class: "plain" }, HEAD.sources.map((one) => h("li", {}, one)))),
    ];
  },
};

// ---- the teacher's two screens

SCREENS.notes = () => [
  h("h3", {}, W.goals), h("ul", { class: "plain" }, HEAD.teacher.goals.map((goal) => h("li", {}, goal))),
  h("h3", {}, W.wrong_expectation), h("p", {}, HEAD.teacher.wrong),
  HEAD.teacher.note ? [h("h3", {}, W.note), h("p", {}, HEAD.teacher.note)] : null,
  h("h3", {}, W.ask_them), h("dl", {}, HEAD.teacher.questions.map((one) => [h("dt", {}, one.ask), h("dd", {}, put(W.good_answer, { answer: one.good }))])),
];

// Each line is a code, or a name, a colon and a code. Returns what was read, and the lines that were refused.
function readCodes(text) {
  const read = [], refused = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (!line.trim()) return;
    const at = Math.max(line.lastIndexOf(":"), line.lastIndexOf("\t"), line.lastIndexOf(";"));
    const code = line.slice(at + 1).trim(), found = decoded(code);
    if (found.wrong) refused.push(put(W.refused_line, { line: i + 1, text: line.trim().slice(0, 80), why: found.wrong }));
    else read.push({ name: line.slice(0, Math.max(0, at)).trim(), code: code.toUpperCase(), given: found.given });
  });
  return { read, refused };
}

// What a class answered, over what came out.
function cloud(one, row, read) {
  const given = read.map((each) => each.given[row]).filter((at) => at >= 0);
  const dots = (many, kind = "") => Array.from({ length: many }, () => h("i", { class: kind }));
  const items = one.choices
    ? one.choices.map((text, i) => ({ text, students: given.filter((at) => at === i).length, worlds: one.truth.filter((at) => at === i).length }))
    : bins(one, -1).map(({ text, many }, i) => ({ text, worlds: many, students: given.filter((at) => binOf(one, amount(one, at)) === i).length }));
  const strip = h("ul", { class: "strip" }, items.map(({ text, students, worlds }) => h("li", {}, h("span", {}, text),
    h("span", { class: "dots" }, students ? [dots(students, "class"), h("small", {}, students)] : null, worlds ? [dots(worlds), h("small", {}, worlds)] : null))));
  const parts = [h("h3", {}, one.title), h("p", {}, one.text), strip];
  if (one.curve) {
    const lines = HEAD.seeds.map((seed, i) => ({ values: curve(one.curve, one.stop, i), ink: "second", faint: seed !== HEAD.seed }));
    parts.push(chart(lines, { words: W.class_and_worlds, unit: one.unit, cloud: given.map((at) => amount(one, at)) }).node);
  }
  return parts;
}

SCREENS.class = () => {
  const area = h("textarea", { id: "codes", spellcheck: "false", autocapitalize: "characters" }), said = h("p", { role: "status" });
  const refusals = h("ul", { class: "plain refused" }), room = h("div", {});
  let last = [];
  const save = h("button", {
    type: "button", disabled: true,
    onclick: () => download(`${HEAD.id}-class.csv`, [
      [W.name, W.code, ...HEAD.asked.map((one) => one.title)],
      ...last.map((each) => [each.name, each.code, ...HEAD.asked.map((one, row) => (each.given[row] < 0 ? "" : one.choices ? one.choices[each.given[row]] : amount(one, each.given[row])))]),
    ]),
  }, W.csv);
  const read = h("button", {
    type: "button", class: "main",
    onclick: () => {
      const found = readCodes(area.value);
      last = found.read;
      save.disabled = !last.length;
      said.textContent = put(W.codes_read, { good: last.length, bad: found.refused.length });
      refusals.replaceChildren(...found.refused.map((line) => h("li", {}, line)));
      room.replaceChildren(...(last.length ? [h("p", {}, W.class_and_worlds), ...HEAD.asked.flatMap((one, row) => cloud(one, row, last))] : []));
    },
  }, W.read_codes);
  return [h("label", { for: "codes" }, W.codes), area, h("div", { class: "row" }, read, save), said, refusals, room];
};

function binOf(one, value) {
  return Math.max(0, Math.min(BINS - 1, Math.floor((value - one.least) / ((one.most - one.least) / BINS))));
}

function bins(one, mine) {
  const wide = (one.most - one.least) / BINS, at = (value) => binOf(one, value);
  return Array.from({ length: BINS }, (_, i) => ({
    text: put(W.from_to, { low: told(one.least + i * wide, one.unit), high: told(one.least + (i + 1) * wide, one.unit) }),
    many: one.truth.filter((value) => at(value) === i).length, mine: mine >= 0 && at(amount(one, mine)) === i,
  }));
}

function lockButton(row, again) {
  return h("button", {
    type: "button", class: "main", disabled: place.given[row] < 0 || place.sure[row],
    onclick: () => { place.sure[row] = true; keep(); again(); },
  }, place.sure[row] ? W.locked : W.lock);
}

// A button and a slider of days; draw(day, done) is called for each frame.
function player(draw) {
  let frame = 0, day = 0, began = 0, frames = 0;
  const slider = h("input", { type: "range", min: 0, max: HEAD.days, step: 1, value: 0, "aria-label": W.day_slider, oninput: () => { stop(); show(Number(slider.value)); } });
  const output = h("output", {});
  const node = h("div", { class: "day" }, h("span", {}, W.day_word), slider, output);
  const button = h("button", { type: "button", class: "main", onclick: () => (frame ? stop() : play()) }, W.play);
  const show = (to) => {
    day = Math.round(to);
    slider.value = day;
    output.textContent = `${day} / ${HEAD.days}`;
    slider.setAttribute("aria-valuetext", put(W.day, { day }));
    if (TEACHER) place.day = day;
    draw(day, day === HEAD.days);
  };
  const stop = () => { cancelAnimationFrame(frame); frame = 0; button.textContent = day >= HEAD.days ? W.replay : W.play; };
  const play = () => {
    if (CALM.matches) { show(HEAD.days); stop(); return; }
    if (day >= HEAD.days) day = 0;
    const from = day;
    button.textContent = W.pause;
    frames = 0;
    const step = (now) => {
      began = frames ? began : now;
      frames++;
      show(Math.min(HEAD.days, from + ((now - began) / 1000 / SECONDS) * HEAD.days));
      if (now > began) node.dataset.framesASecond = ((frames - 1) / ((now - began) / 1000)).toFixed(1);
      if (day >= HEAD.days) stop(); else frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  };
  return { node, button, start: () => show(TEACHER ? place.day : 0), stop };
}

function download(name, rows) {
  // A cell that a spreadsheet would take for a formula is text.
  const cell = (value) => { const text = String(value); return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`; };
  const link = h("a", { href: URL.createObjectURL(new Blob([rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function go(to, focus = true) {
  leave();
  place.screen = Math.max(0, Math.min(HEAD.screens.length - 1, to));
  keep();
  const screen = HEAD.screens[place.screen], row = screen.id === null ? -1 : rowOf(screen.id);
  const made = SCREENS[screen.kind](screen, () => go(place.screen + 1));
  const nodes = Array.isArray(made) ? made : made.nodes, waits = row >= 0 && !place.sure[row] && !TEACHER;
  const title = h("h2", { tabindex: -1 }, screen.title);
  const first = place.screen === 0, last = place.screen === HEAD.screens.length - 1;
  document.getElementById("screen").replaceChildren(title, ...[screen.text ? h("p", {}, screen.text) : null, nodes].flat(Infinity).filter((node) => node !== null));
  document.getElementById("steps").replaceChildren(...HEAD.screens.map((_, i) => h("li", { class: i <= place.screen ? "done" : "" })));
  document.getElementById("count").textContent = put(W.count, { at: place.screen + 1, of: HEAD.screens.length });
  document.getElementById("nav").replaceChildren(
    h("button", { type: "button", disabled: first, onclick: () => go(place.screen - 1) }, W.back),
    ...(waits ? [h("span", { class: "why" }, W.lock_first)] : []),
    h("button", { type: "button", class: waits ? "" : "main", disabled: waits || last, onclick: () => go(place.screen + 1) }, first ? W.start : W.next),
  );
  const pictures = made.pictures || [];
  const fit = () => pictures.forEach((picture) => { picture.fit(); picture.tell(); });
  fit();
  if (made.start) made.start();
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  window.addEventListener("resize", fit);
  scheme.addEventListener("change", fit);
  leave = () => { window.removeEventListener("resize", fit); scheme.removeEventListener("change", fit); if (made.stop) made.stop(); };
  if (focus) { title.focus({ preventScroll: true }); window.scrollTo(0, 0); }
}
