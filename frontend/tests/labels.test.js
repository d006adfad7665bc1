import { expect, it } from "vitest";
import { labels } from "../src/labels.js";

function drawn(names, width = 300) {
  const said = [];
  const context = {
    measureText: (text) => ({ width: 6 * text.length }), fillText: (text, x, y) => said.push([text, x, y]), strokeText: () => {},
  };
  const own = labels({ clientWidth: width }, { ink: "#000", paper: "#fff" });
  for (const one of names) {
    own.draw(context, { size: 4, ...one }, { labelSize: 12, labelWeight: "normal", labelFont: "x" });
  }
  return { said, own, context };
}

it("leaves out a name that would cover another, unless it is asked for", () => {
  const at = [{ label: "Mairie", x: 10, y: 50 }, { label: "Vélo", x: 20, y: 55 }];
  expect(drawn(at).said.map(([text]) => text)).toEqual(["Mairie"]);
  const asked = drawn([at[0], { ...at[1], forceLabel: true }]).said;
  expect(asked.map(([text]) => text)).toEqual(["Mairie", "Vélo"]);
  expect(asked[1][2]).toBeGreaterThan(asked[0][2] + 12); // it stepped aside
  expect(drawn([at[0], { ...at[1], y: 80 }]).said.length).toBe(2);
});

it("writes on the left what would leave the picture, and cuts what is long", () => {
  expect(drawn([{ label: "Mairie", x: 280, y: 50 }]).said[0].slice(0, 2)).toEqual(["Mairie", 280 - 4 - 3 - 36]);
  expect(drawn([{ label: "Mairie", x: 20, y: 50 }], 45).said[0].slice(0, 2)).toEqual(["Mairie", 1]); // no side has room
  const [[text]] = drawn([{ label: "a".repeat(40), x: 0, y: 9 }]).said;
  expect(text).toBe(`${"a".repeat(29)}…`);
});

it("forgets what was drawn before", () => {
  const { said, own, context } = drawn([{ label: "Mairie", x: 10, y: 50 }]);
  own.clear();
  own.draw(context, { label: "Vélo", x: 10, y: 50, size: 4 }, { labelSize: 12 });
  expect(said.length).toBe(2);
});
