// The plane of themes: initiatives that are alike lie near; directions mean nothing.
const SVG = "http://www.w3.org/2000/svg";
const [LETTER, LINE] = [9.6, 24]; // of a name, in the units of the picture

/** Show where what is shown lies among themes. */
export function plane(box, state, t) {
  const { initiatives, themes } = state.data;
  const laid = initiatives.map((one, i) => i).filter((i) => initiatives[i].px != null);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("plane"));
  const spread = (key) => {
    const values = laid.map((i) => initiatives[i][key]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [x, y] = [spread("px"), spread("py")];
  const scale = 960 / Math.max(x[1] - x[0], y[1] - y[0], 1e-9);
  svg.setAttribute("viewBox", `0 0 1000 ${40 + (y[1] - y[0]) * scale}`);
  const dots = new Map();
  for (const i of laid) {
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("cx", 20 + (initiatives[i].px - x[0]) * scale);
    dot.setAttribute("cy", 20 + (y[1] - initiatives[i].py) * scale);
    const title = document.createElementNS(SVG, "title");
    title.textContent = initiatives[i].title;
    dot.append(title);
    dot.addEventListener("click", () => state.set({ selected: [initiatives[i].id], actor: null }));
    svg.append(dot);
    dots.set(i, dot);
  }
  const names = themes.map((theme, k) => { // a name in the middle of each: colour is never alone
    const own = laid.filter((i) => initiatives[i].theme === k);
    const half = LETTER * theme.name.length / 2;
    return own.length && {
      name: theme.name, half,
      x: clamp(20 + (middle(own.map((i) => initiatives[i].px)) - x[0]) * scale, half, 1000 - half),
      y: 20 + (y[1] - middle(own.map((i) => initiatives[i].py))) * scale,
    };
  }).filter(Boolean);
  for (const one of apart(names)) {
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", one.x);
    text.setAttribute("y", one.y);
    text.textContent = one.name;
    svg.append(text);
  }
  box.append(svg);

  function refresh() {
    const shown = new Set(state.shown());
    const chosen = new Set(state.now.selected);
    for (const [i, dot] of dots) {
      const one = initiatives[i];
      const own = chosen.has(one.id);
      dot.setAttribute("r", own ? 16 : 9);
      dot.setAttribute("fill", shown.has(i) && one.theme != null ? themes[one.theme].colour : "#9a9a9a");
      dot.setAttribute("opacity", shown.has(i) ? 0.9 : 0.15);
      dot.setAttribute("class", own ? "chosen" : "");
    }
  }
  state.onChange(refresh);
  refresh();
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** Move names down until none covers another: each has x, y and half its width. */
export function apart(names) {
  const placed = [];
  for (const one of [...names].sort((a, b) => a.y - b.y)) {
    const own = { ...one };
    const covers = (other) => Math.abs(other.y - own.y) < LINE && Math.abs(other.x - own.x) < other.half + own.half;
    while (placed.some(covers)) own.y += LINE / 2;
    placed.push(own);
  }
  return placed;
}

function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
