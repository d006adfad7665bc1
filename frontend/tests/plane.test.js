import { expect, it } from "vitest";
import { apart } from "../src/plane.js";

it("moves names down until none covers another, and leaves the others where they are", () => {
  const found = apart([
    { name: "b", x: 50, y: 105, half: 40 }, { name: "a", x: 0, y: 100, half: 40 },
    { name: "c", x: 500, y: 100, half: 40 },
  ]);
  const y = Object.fromEntries(found.map((one) => [one.name, one.y]));
  expect(y.a).toBe(100);
  expect(y.c).toBe(100);
  expect(y.b - y.a).toBeGreaterThanOrEqual(17);
});
