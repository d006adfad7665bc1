// The table that says what every picture shows: sortable, a row chosen is chosen everywhere.
import { el } from "./words.js";
import { fold } from "./state.js";

const PAGE = 100;

/** Show what is shown as a table of initiatives. */
export function list(box, state, t) {
  let order = { key: "title", down: false };
  let most = PAGE;
  const columns = ["title", "year", "commune", "theme"];
  const value = {
    title: (one) => fold(one.title),
    year: (one) => one.year ?? -1,
    commune: (one) => fold(one.commune),
    theme: (one) => (one.theme == null ? "" : fold(state.data.themes[one.theme].name)),
  };
  const body = el("tbody", {});
  const heads = columns.map((key) => el("th", { scope: "col" },
    el("button", {
      type: "button",
      onclick: () => {
        order = { key, down: order.key === key && !order.down };
        refresh();
      },
    }, t(`column_${key}`))));
  const more = el("button", { type: "button", class: "more", onclick: () => { most += PAGE; refresh(); } }, t("more"));
  box.append(el("table", {}, el("caption", { class: "hidden" }, t("list")),
    el("thead", {}, el("tr", {}, heads)), body), more);

  function refresh() {
    heads.forEach((head, i) => {
      const own = order.key === columns[i];
      head.setAttribute("aria-sort", own ? (order.down ? "descending" : "ascending") : "none");
    });
    const rows = state.shown().map((i) => [value[order.key](state.data.initiatives[i]), i]);
    rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]) * (order.down ? -1 : 1));
    const chosen = state.marked;
    const far = rows.slice(most).filter(([, i]) => chosen.has(state.data.initiatives[i].id)).slice(0, PAGE);
    body.replaceChildren(...[...far, ...rows.slice(0, most)].map(([, i]) => row(state.data.initiatives[i], chosen)));
    more.hidden = rows.length <= most;
  }

  function row(one, chosen) {
    const theme = one.theme == null ? null : state.data.themes[one.theme];
    return el("tr", { class: chosen.has(one.id) ? "chosen" : "", "data-id": one.id },
      el("td", {}, el("button", {
        type: "button", class: "link", "aria-pressed": String(chosen.has(one.id)),
        onclick: () => state.set({ selected: [one.id], actor: null }),
      }, one.title), one.news && el("span", { class: "news" }, one.news)),
      el("td", { class: "number" }, one.year == null ? "" : String(one.year)),
      el("td", {}, one.commune ?? ""),
      el("td", {}, theme && el("span", { class: "mark", style: `color:${theme.colour}`, "aria-hidden": "true" }, theme.sign),
        theme ? ` ${theme.name}` : ""));
  }

  state.onChange((now, changed) => {
    if (changed.some((part) => part !== "selected" && part !== "actor")) {
      most = PAGE;
      refresh();
      return;
    }
    const chosen = state.marked;
    const there = new Set([...body.children].map((tr) => tr.dataset.id));
    if ([...chosen].some((id) => !there.has(id))) return refresh(); // chosen, and further down
    for (const tr of body.children) {
      const on = chosen.has(tr.dataset.id);
      tr.className = on ? "chosen" : "";
      tr.querySelector("button").setAttribute("aria-pressed", String(on));
    }
  });
  refresh();
}
