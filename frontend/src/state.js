// What is chosen and what shows: the only truth, without any picture. Every view reads it, asks for
// changes here, and is told of them.

/** Fold a text for searching: no accents, no case. */
export function fold(text) {
  return String(text ?? "")
    .replace(/[œŒ]/g, "oe").replace(/[æÆ]/g, "ae").replace(/[ßẞ]/g, "ss")
    .replace(/ﬁ/g, "fi").replace(/ﬂ/g, "fl").replace(/ﬀ/g, "ff")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

export const FACETS = ["themes", "epcis", "communes", "roles", "kinds", "news"];

export const EMPTY = Object.freeze({
  query: "", themes: [], epcis: [], communes: [], roles: [], kinds: [], news: [], years: null, selected: [], actor: null,
});

/** Hold the records of a study, what is filtered and what is selected. */
export class State {
  /**
   * @param {object} data initiatives ({id, title, summary, year, commune, theme, actors: [[i, role]]})
   *   and actors ({id, name, kind}).
   */
  constructor(data) {
    this.data = data;
    this.now = EMPTY;
    this._past = [];
    this._told = [];
    this._index = new Map(data.initiatives.map((one, i) => [one.id, i]));
    this._searched = null; // made at the first search, for a view to show before
    this._values = {
      themes: data.initiatives.map((one) => (one.theme == null ? [] : [one.theme])),
      epcis: data.initiatives.map((one) => (one.epci ? [one.epci] : [])),
      communes: data.initiatives.map((one) => (one.commune ? [one.commune] : [])),
      roles: data.initiatives.map((one) => [...new Set(one.actors.map(([, role]) => role))]),
      kinds: data.initiatives.map((one) =>
        [...new Set(one.actors.map(([i]) => data.actors[i].kind).filter(Boolean))]),
      news: data.initiatives.map((one) => (one.news ? [one.news] : [])),
    };
  }

  /** Be told of each change: the new state, and which of its parts changed. */
  onChange(tell) {
    this._told.push(tell);
  }

  /** Change some parts; what was before can be taken back. */
  set(given, { keep = true } = {}) {
    let parts = given; // a portrait at a time: of initiatives, or of an actor
    if (given.selected?.length && given.actor === undefined) parts = { ...given, actor: null };
    else if (given.actor != null && given.selected === undefined) parts = { ...given, selected: [] };
    const changed = Object.keys(parts).filter((key) => !same(parts[key], this.now[key]));
    if (!changed.length) return;
    if (keep) this._past.push(this.now);
    this.now = Object.freeze({ ...this.now, ...parts });
    for (const tell of this._told) tell(this.now, changed);
  }

  /** Add a value to a facet, or take it away. */
  toggle(facet, value) {
    const held = this.now[facet];
    this.set({ [facet]: held.includes(value) ? held.filter((v) => v !== value) : [...held, value] });
  }

  /** Take the last change back. */
  undo() {
    const before = this._past.pop();
    if (before) this.set({ ...before }, { keep: false });
    return Boolean(before);
  }

  get canUndo() {
    return this._past.length > 0;
  }

  /** Give the positions of the initiatives that pass every filter, `but` one. */
  shown(but = "") {
    const words = but === "query" ? [] : fold(this.now.query).split(/\s+/).filter(Boolean);
    if (words.length) this._searched ??= this.data.initiatives.map((one) => this._words(one));
    const years = but === "years" ? null : this.now.years;
    const sets = FACETS.filter((f) => f !== but && this.now[f].length)
      .map((f) => [this._values[f], new Set(this.now[f])]);
    const found = [];
    for (let i = 0; i < this.data.initiatives.length; i++) {
      const year = this.data.initiatives[i].year;
      if (years && (year == null || year < years[0] || year > years[1])) continue;
      if (!sets.every(([values, wanted]) => values[i].some((v) => wanted.has(v)))) continue;
      if (words.every((word) => this._searched[i].includes(word))) found.push(i);
    }
    return found;
  }

  /** Give all words of an initiative, folded: what a search looks into. */
  _words(one) {
    const names = one.actors.map(([i]) => this.data.actors[i].name);
    return fold([one.title, one.summary, one.commune, one.place, ...(one.tags ?? []), ...names].join(" "));
  }

  /** Count what the years leave out only because its year is not known. */
  undated() {
    if (!this.now.years) return 0;
    return this.shown("years").filter((i) => this.data.initiatives[i].year == null).length;
  }

  /** Count the values of a facet among what the other filters leave: [value, count], sorted. */
  counts(facet) {
    const counts = new Map();
    for (const values of this._values[facet]) for (const v of values) counts.set(v, 0);
    for (const i of this.shown(facet)) {
      for (const v of this._values[facet][i]) counts.set(v, counts.get(v) + 1);
    }
    return [...counts].sort((a, b) =>
      facet === "themes" ? a[0] - b[0] : b[1] - a[1] || fold(a[0]).localeCompare(fold(b[0])));
  }

  /** Give the actors that take part in what is shown, by position, with how often. */
  actors(shown = this.shown()) {
    const counts = new Map();
    for (const i of shown) {
      for (const a of new Set(this.data.initiatives[i].actors.map(([at]) => at))) {
        counts.set(a, (counts.get(a) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Give the ids of the initiatives to mark: those selected, or those of the actor that is. */
  get marked() {
    const { selected, actor } = this.now;
    if (selected.length || actor == null) return new Set(selected);
    return new Set(this.data.initiatives.filter((one) => one.actors.some(([a]) => a === actor)).map((one) => one.id));
  }

  /** Give the actors of what is selected, by position: to mark among the others. */
  get involved() {
    return new Set(this.now.selected.flatMap((id) => this.data.initiatives[this._index.get(id)].actors.map(([a]) => a)));
  }

  /** Give the position of an initiative, or undefined. */
  at(id) {
    return this._index.get(id);
  }

  /** Write what is chosen as the end of an address. */
  get link() {
    const parts = new URLSearchParams();
    if (this.now.query) parts.set("q", this.now.query);
    for (const facet of FACETS) for (const v of this.now[facet]) parts.append(facet, v);
    if (this.now.years) parts.set("years", this.now.years.join("-"));
    for (const id of this.now.selected) parts.append("initiative", id);
    if (this.now.actor != null) parts.set("actor", this.data.actors[this.now.actor].id);
    return parts.toString();
  }

  /** Read what `link` wrote; what means nothing here is left out. */
  follow(link) {
    const parts = new URLSearchParams(link.replace(/^#/, ""));
    const years = /^(\d{4})-(\d{4})$/.exec(parts.get("years") ?? "");
    const next = { ...EMPTY, query: parts.get("q") ?? "" };
    for (const facet of FACETS) {
      const known = new Set(this._values[facet].flat());
      next[facet] = parts.getAll(facet)
        .map((v) => (facet === "themes" ? Number(v) : v))
        .filter((v) => known.has(v));
    }
    if (years) next.years = [Number(years[1]), Number(years[2])];
    next.selected = parts.getAll("initiative").filter((id) => this._index.has(id));
    const actor = this.data.actors.findIndex((one) => one.id === parts.get("actor"));
    next.actor = actor < 0 ? null : actor;
    this.set(next);
  }
}

function same(a, b) {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
