// Build the scripts and styles of the page and of the notebook, with the licences they carry.
import { build } from "esbuild";
import { readFile, writeFile, mkdir } from "node:fs/promises";

const out = new URL("../src/analysis/explorer/built/", import.meta.url);
await mkdir(out, { recursive: true });
for (const [entry, format] of [["page", "iife"], ["widget", "esm"]]) {
  await build({
    entryPoints: [`src/${entry}.js`], bundle: true, minify: true, format, target: "es2022",
    outfile: new URL(`${entry}.js`, out).pathname, legalComments: "none", charset: "utf8",
    loader: { ".png": "empty", ".css": "css" }, logLevel: "warning",
  });
}
const carried = ["leaflet", "sigma", "graphology", "graphology-utils", "events"];
const texts = await Promise.all(carried.map(async (name) => {
  const folder = new URL(`node_modules/${name}/`, import.meta.url);
  const { version, license } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const file = ["LICENSE", "LICENSE.txt", "LICENSE.md"];
  for (const one of file) {
    const text = await readFile(new URL(one, folder), "utf8").catch(() => null);
    if (text) return `${name} ${version}\n\n${text.trim()}`;
  }
  return `${name} ${version} (${license})`;
}));
await writeFile(new URL("LICENCES.txt", out), texts.join("\n\n----\n\n") + "\n");
