// Shared by the replay and the picture of fates: colours, elements, numbers in words, text that fits. Put before them in one module.

const INKS = {
  light: { text: "#1a1a1a", faint: "#b9bec4", gap: "#ffffff", mark: "#111111", veil: "rgba(255,255,255,.72)", tile: "#f3f5f7", held: "#d6e6f2", news: "#7b3294" },
  dark: { text: "#eeeeee", faint: "#555b61", gap: "#1f2226", mark: "#ffffff", veil: "rgba(31,34,38,.72)", tile: "#2a2e33", held: "#1d3b52", news: "#c2a5cf" },
};

const make = (tag, attributes = {}, ...children) => {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) key in el && key !== "list" ? (el[key] = value) : el.setAttribute(key, value);
  el.append(...children);
  return el;
};

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

function fitted(g, text, room) {
  if (g.measureText(text).width <= room) return text;
  let low = 0, high = text.length;
  while (low < high) { const mid = (low + high + 1) >> 1; if (g.measureText(text.slice(0, mid).trimEnd() + "…").width <= room) low = mid; else high = mid - 1; }
  return low >= 2 ? text.slice(0, low).trimEnd() + "…" : "";
}

const persons = (x) => Math.round(x).toLocaleString("en-GB");
const percent = (x) => (x > 0 && x < 0.005 ? "<1\u00a0%" : x < 1 && x > 0.995 ? ">99\u00a0%" : `${Math.round(100 * x)}\u00a0%`);
