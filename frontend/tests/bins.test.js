import { expect, it } from "vitest";
import { merged } from "../src/bins.js";

it("joins bins whose numbers would cover one another, and loses none", () => {
  const bin = (x, y, at) => ({ x: x * at.length, y: y * at.length, at });
  const found = merged([bin(0, 0, [1]), bin(10, 0, [2, 3, 4]), bin(300, 0, [5])]);
  expect(found.map((one) => one.at.length)).toEqual([4, 1]);
  expect(found[0].x / 4).toBe(7.5); // the mean of all four
  expect(found.flatMap((one) => one.at).sort()).toEqual([1, 2, 3, 4, 5]);
});
