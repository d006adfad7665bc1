// Search, facets whose counts follow one another, years: all native controls, so that a keyboard and
// a screen reader have them too.
import { EMPTY, FACETS } from "./state.js";
import { el } from "./words.js";

/** Show the filters of a state in a box. */
export function filters(box, state, t, own) {
  const years = state.data.initiatives.map((one) => one.year).filter((y) => y != null);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const search = el("input", {
    type: "search", id: `${own}-search`, placeholder: t("search"), autocomplete: "off",
    oninput: () => state.set({ query: search.value }),
  });
  const narrow = matchMedia("(max-width: 900px)").matches;
  const facets = FACETS.filter((facet) => state.counts(facet).length).map((facet) => {
    const list = el("div", { class: "values" });
    return { facet, list, box: el("details", { open: facet === "themes" && !narrow }, el("summary", {}, t(facet)), list) };
  });
  const year = years.length && first < last ? slider(state, t, first, last) : null;
  const stop = () => year?.stop();
  const undo = el("button", { type: "button", onclick: () => {
    stop();
    state.undo();
  } }, t("undo"));
  const clear = el("button", {
    type: "button",
    onclick: () => {
      stop();
      const { selected, actor } = state.now;
      state.set({ ...EMPTY, selected, actor });
    },
  }, t("clear"));
  const told = el("p", { class: "told", role: "status", "aria-live": "polite" });
  box.append(
    el("label", { for: `${own}-search`, class: "hidden" }, t("search")), search, told,
    el("div", { class: "row" }, undo, clear),
    el("details", { class: "facets", open: !narrow }, el("summary", {}, t("filters")),
      ...(year ? [year.box] : []), ...facets.map((f) => f.box)),
  );

  function refresh(now, changed = ["query", "themes"]) {
    if (search.value !== now.query) search.value = now.query;
    undo.disabled = !state.canUndo;
    if (changed.every((part) => part === "selected" || part === "actor")) return;
    const shown = state.shown();
    const undated = state.undated();
    told.textContent = t("shown", { n: shown.length, all: state.data.initiatives.length })
      + (undated ? ` · ${t("undated", { n: undated })}` : "");
    year?.refresh(now);
    for (const { facet, list } of facets) {
      const focused = document.activeElement?.dataset?.value;
      list.replaceChildren(...state.counts(facet).map(([value, n]) => option(state, facet, value, n)));
      if (focused) list.querySelector(`[data-value="${CSS.escape(focused)}"]`)?.focus();
    }
  }
  state.onChange(refresh);
  refresh(state.now);
  return stop;
}

function option(state, facet, value, n) {
  const on = state.now[facet].includes(value);
  const theme = facet === "themes" ? state.data.themes[value] : null;
  const input = el("input", {
    type: "checkbox", checked: on, "data-value": `${facet}:${value}`,
    onchange: () => state.toggle(facet, value),
  });
  return el("label", { class: n || on ? "" : "none" }, input,
    theme && el("span", { class: "mark", style: `color:${theme.colour}`, "aria-hidden": "true" }, theme.sign),
    ` ${theme ? theme.name : value} `, el("span", { class: "n" }, `(${n})`));
}

function slider(state, t, first, last) {
  const ends = ["from", "to"].map((name, side) => el("input", {
    type: "range", min: first, max: last, value: side ? last : first, "aria-label": t(name),
    oninput: () => {
      stop();
      const chosen = ends.map((end) => Number(end.value)).sort((a, b) => a - b);
      state.set({ years: chosen[0] === first && chosen[1] === last ? null : chosen });
    },
  }));
  const said = el("span", { class: "n" });
  let playing = 0;
  const play = el("button", { type: "button", onclick: () => (playing ? stop() : start()) }, t("play"));
  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = t("play");
  }
  function start() {
    let end = first;
    play.textContent = t("stop");
    playing = setInterval(() => {
      state.set({ years: end < last ? [first, end] : null }, { keep: end === first });
      if (++end > last) stop();
    }, 350);
  }
  return {
    stop,
    box: el("details", { class: "years" }, el("summary", {}, t("years"), " ", said), ...ends,
      el("div", { class: "row" }, play)),
    refresh(now) {
      const [from, to] = now.years ?? [first, last];
      ends[0].value = from;
      ends[1].value = to;
      said.textContent = now.years ? `${from} – ${to}` : t("all_years");
    },
  };
}
