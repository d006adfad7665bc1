import { describe, expect, it } from "vitest";
import { EMPTY, State, fold } from "../src/state.js";

const data = () => ({
  themes: [{ name: "Vélo" }, { name: "Jardins" }],
  actors: [
    { id: "a", name: "École de vélo", kind: "association" },
    { id: "b", name: "Mairie", kind: "collectivité" },
    { id: "c", name: "Cœur vert" },
  ],
  initiatives: [
    { id: "1", title: "Atelier", summary: "Réparer ensemble", year: 2010, commune: "Brest", theme: 0, actors: [[0, "porteur"], [1, "partenaire"]] },
    { id: "2", title: "Potager", year: 2015, commune: "Crozon", epci: "Presqu'île", theme: 1, tags: ["compost"], actors: [[2, "porteur"]] },
    { id: "3", title: "Fête", commune: "Brest", actors: [[1, "porteur"], [1, "financeur"]] },
  ],
});
const ids = (state) => state.shown().map((i) => state.data.initiatives[i].id);

describe("searching", () => {
  it("folds accents, case and ligatures", () => {
    expect(fold("Œuvre à l'École")).toBe("oeuvre a l'ecole");
    expect(fold(null)).toBe("");
  });
  it("finds words anywhere, in any order, without accents", () => {
    const state = new State(data());
    state.set({ query: "ecole" });
    expect(ids(state)).toEqual(["1"]);
    state.set({ query: "  ENSEMBLE reparer" });
    expect(ids(state)).toEqual(["1"]);
    state.set({ query: "coeur compost" });
    expect(ids(state)).toEqual(["2"]);
    state.set({ query: "nulle part" });
    expect(ids(state)).toEqual([]);
  });
});

describe("filters", () => {
  it("joins the values of a facet and crosses facets", () => {
    const state = new State(data());
    state.toggle("communes", "Brest");
    expect(ids(state)).toEqual(["1", "3"]);
    state.toggle("communes", "Crozon");
    expect(ids(state)).toEqual(["1", "2", "3"]);
    state.toggle("themes", 1);
    expect(ids(state)).toEqual(["2"]);
    state.toggle("themes", 1);
    expect(ids(state)).toEqual(["1", "2", "3"]);
  });
  it("takes the EPCI of those that are in one", () => {
    const state = new State(data());
    expect(state.counts("epcis")).toEqual([["Presqu'île", 1]]);
    state.toggle("epcis", "Presqu'île");
    expect(ids(state)).toEqual(["2"]);
  });
  it("counts a facet by what the others leave, and keeps its empty values", () => {
    const state = new State(data());
    state.toggle("communes", "Crozon");
    expect(state.counts("themes")).toEqual([[0, 0], [1, 1]]);
    expect(state.counts("communes")).toEqual([["Brest", 2], ["Crozon", 1]]);
  });
  it("counts an initiative once a value, in each of its values", () => {
    const state = new State(data());
    expect(Object.fromEntries(state.counts("roles"))).toEqual({ porteur: 3, partenaire: 1, financeur: 1 });
    expect(Object.fromEntries(state.counts("kinds"))).toEqual({ association: 1, "collectivité": 2 });
  });
  it("knows what is new, when an edition says so", () => {
    const own = data();
    own.initiatives[1].news = "nouveau";
    const state = new State(own);
    expect(state.counts("news")).toEqual([["nouveau", 1]]);
    state.toggle("news", "nouveau");
    expect(ids(state)).toEqual(["2"]);
    expect(new State(data()).counts("news")).toEqual([]);
  });
  it("leaves out what has no year, when years are asked", () => {
    const state = new State(data());
    state.set({ years: [2010, 2012] });
    expect(ids(state)).toEqual(["1"]);
    expect(state.undated()).toBe(1); // and it is said
    state.toggle("communes", "Crozon");
    expect(state.undated()).toBe(0);
    state.set({ communes: [], years: null });
    expect(state.undated()).toBe(0);
  });
  it("lists the actors of what is shown", () => {
    const state = new State(data());
    state.toggle("communes", "Brest");
    expect([...state.actors()]).toEqual([[0, 1], [1, 2]]);
  });
});

describe("changes", () => {
  it("are told with their parts, once, and taken back", () => {
    const state = new State(data());
    const told = [];
    state.onChange((now, parts) => told.push(parts));
    state.set({ query: "x", selected: ["1"] });
    state.set({ query: "x" });
    expect(told).toEqual([["query", "selected"]]);
    expect(state.canUndo).toBe(true);
    expect(state.undo()).toBe(true);
    expect(state.now).toEqual(EMPTY);
    expect(state.undo()).toBe(false);
  });
  it("do not reach the initial state", () => {
    const state = new State(data());
    state.toggle("themes", 0);
    expect(EMPTY.themes).toEqual([]);
  });
});

describe("what is chosen in one view", () => {
  it("is marked in all: the initiatives of an actor, the actors of initiatives", () => {
    const state = new State(data());
    expect([state.marked.size, state.involved.size]).toEqual([0, 0]);
    state.set({ actor: 1 });
    expect([...state.marked]).toEqual(["1", "3"]);
    state.set({ selected: ["1", "2"] });
    expect([...state.marked]).toEqual(["1", "2"]);
    expect([...state.involved]).toEqual([0, 1, 2]);
  });
});

describe("folding", () => {
  it("takes ligatures apart as Python does", () => {
    expect(fold("Straße ex æquo ﬁn Œuvre")).toBe("strasse ex aequo fin oeuvre");
  });
});

describe("a portrait at a time", () => {
  it("closes that of initiatives when an actor is chosen", () => {
    const state = new State(data());
    state.set({ selected: ["1", "2"] });
    state.set({ actor: 1 });
    expect(state.now.selected).toEqual([]);
  });
  it("closes an actor's when initiatives are chosen", () => {
    const state = new State(data());
    state.set({ actor: 1 });
    state.set({ selected: ["1"] });
    expect(state.now.actor).toBe(null);
    state.set({ actor: 2 });
    expect(state.now.actor).toBe(2);
    state.set({ selected: [] });
    expect(state.now.actor).toBe(2);
  });
});

describe("links", () => {
  it("say all that is chosen, and come back", () => {
    const state = new State(data());
    state.set({ query: "été & vélo", themes: [1], communes: ["Brest"], years: [2001, 2015], selected: ["1"] });
    const other = new State(data());
    other.follow(`#${state.link}`);
    expect(other.now).toEqual(state.now);
    other.follow("#actor=b");
    expect(other.now).toEqual({ ...EMPTY, actor: 1 });
    expect(other.link).toBe("actor=b");
  });
  it("leave out what means nothing here", () => {
    const state = new State(data());
    state.follow("#themes=9&themes=x&communes=Nulle&years=12&initiative=zz&actor=zz&autre=1");
    expect(state.now).toEqual(EMPTY);
  });
});
