// What is known of what is chosen: an initiative, or an actor with its partners and whom it should meet.
import { el, safe } from "./words.js";

/** Show the portrait of what is chosen, in words. */
export function portrait(box, state, t) {
  const { initiatives, actors, ties, suggestions } = state.data;
  const of = actors.map(() => []);
  initiatives.forEach((one, i) => one.actors.forEach(([a, role]) => of[a].push([i, role])));
  const partners = actors.map(() => []);
  for (const [a, b, shared] of ties) {
    partners[a].push([b, shared]);
    partners[b].push([a, shared]);
  }
  const name = (a) => el("button", {
    type: "button", class: "link", onclick: () => state.set({ actor: a, selected: [] }),
  }, actors[a].name);
  const title = (i) => el("button", {
    type: "button", class: "link", onclick: () => state.set({ selected: [initiatives[i].id], actor: null }),
  }, initiatives[i].title);

  function initiative(one) {
    const theme = one.theme == null ? null : state.data.themes[one.theme].name;
    const facts = [one.year, one.commune, theme].filter((fact) => fact != null && fact !== "");
    const page = safe(one.url);
    return [
      el("h2", { tabindex: "-1" }, one.title), el("p", { class: "soft" }, facts.join(" · ")),
      one.summary && el("p", {}, one.summary),
      one.precision && one.precision !== "address" &&
        el("p", { class: "soft" }, t(`precision_${one.precision}`)),
      el("h3", {}, t("actors")),
      one.actors.length
        ? el("ul", {}, one.actors.map(([a, role]) => el("li", {}, name(a), ` — ${role}`)))
        : el("p", { class: "soft" }, t("nobody")),
      page && el("p", {}, el("a", { href: page, rel: "noopener noreferrer" }, t("page"))),
    ];
  }

  function actor(a) {
    const one = actors[a];
    const own = [...new Set(of[a].map(([i]) => i))];
    const known = [...partners[a]].sort((x, y) => y[1] - x[1] || actors[x[0]].name.localeCompare(actors[y[0]].name));
    return [
      el("h2", { tabindex: "-1" }, one.name),
      el("p", { class: "soft" }, [one.kind, one.commune].filter(Boolean).join(" · ")),
      el("h3", {}, t("does")),
      el("ul", {}, own.map((i) => el("li", {}, title(i),
        ` — ${of[a].filter(([j]) => j === i).map(([, role]) => role).join(", ")}`))),
      el("h3", {}, t("with")),
      known.length ? el("ul", {}, known.map(([b, n]) => el("li", {}, name(b), ` (${n})`)))
        : el("p", { class: "soft" }, t("alone")),
      (suggestions[a] ?? []).length > 0 && el("h3", {}, t("meet")),
      (suggestions[a] ?? []).length > 0 &&
        el("ul", {}, suggestions[a].map(([b, why]) => el("li", {}, name(b), ` — ${why}`))),
    ];
  }

  function refresh(now, focus) {
    const parts = now.actor != null ? actor(now.actor)
      : now.selected.length === 1 ? initiative(initiatives[state.at(now.selected[0])])
      : now.selected.length ? [el("h2", { tabindex: "-1" }, t("selected", { n: now.selected.length })),
          el("ul", {}, now.selected.map((id) => el("li", {}, title(state.at(id)))))]
      : [el("p", { class: "soft" }, t("choose"))];
    box.replaceChildren(...parts.flat().filter(Boolean));
    if (focus) box.querySelector("h2")?.focus({ preventScroll: true });
  }
  state.onChange((now, changed) => {
    // The reader's own choice brings them to it; what comes from elsewhere takes no one's keyboard.
    const own = box.parentNode?.contains(document.activeElement);
    if (changed.includes("selected") || changed.includes("actor")) refresh(now, own);
  });
  refresh(state.now, false);
}
