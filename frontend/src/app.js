// The whole: filters, pictures in tabs, the list and the portrait, on one state.
import { State } from "./state.js";
import { filters } from "./filters.js";
import { list } from "./list.js";
import { portrait } from "./portrait.js";
import { el, speaker } from "./words.js";

let made = 0;

/**
 * Show a study in an element.
 * @param {HTMLElement} root where
 * @param {object} data what the study says, its words included
 * @param {object} draw what draws each picture, by name, in order: map, network, plane
 * @returns the state, and what each picture gives
 */
export function app(root, data, draw) {
  const own = `ic${++made}`; // two views of a page are not to share their names
  const t = speaker(data.words, data.lang);
  const state = new State(data);
  const pictures = Object.keys(draw);
  const boxes = pictures.map((name) => el("div", {
    class: `picture ${name}`, role: "tabpanel", id: `${own}-picture-${name}`, "aria-labelledby": `${own}-tab-${name}`,
  }));
  const tabs = pictures.map((name, i) => el("button", {
    type: "button", role: "tab", id: `${own}-tab-${name}`, "aria-controls": `${own}-picture-${name}`,
    onclick: () => open(i), onkeydown: (event) => step(event, i),
  }, t(name)));
  const side = el("section", { class: "filters", "aria-label": t("filters") });
  const facts = el("section", { class: "portrait", "aria-label": t("portrait") });
  const rows = el("section", { class: "list", "aria-label": t("list") });
  root.classList.add("ic");
  root.append(side, el("section", { class: "pictures", "aria-label": t("pictures") },
    el("div", { role: "tablist", "aria-label": t("pictures") }, tabs), boxes), facts, rows);
  const given = {};

  function open(i) {
    tabs.forEach((tab, k) => {
      tab.setAttribute("aria-selected", String(k === i));
      tab.tabIndex = k === i ? 0 : -1;
      boxes[k].hidden = k !== i;
    });
    const name = pictures[i];
    given[name] ??= draw[name](boxes[i], state, t) ?? true;
  }
  function step(event, i) {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to == null) return;
    event.preventDefault();
    const at = (to + tabs.length) % tabs.length;
    open(at);
    tabs[at].focus();
  }

  const stop = filters(side, state, t, own);
  list(rows, state, t);
  portrait(facts, state, t);
  open(0);
  const close = () => {
    stop();
    for (const one of Object.values(given)) one.close?.();
  };
  return { state, given, close, open: (name) => open(pictures.indexOf(name)) };
}
