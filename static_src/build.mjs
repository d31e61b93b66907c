// Bundles every static_src/*.ts (one entry a page or island; shared code lives in lib/) and the one stylesheet.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = "static/dist";
const entries = (await readdir("static_src")).filter((name) => name.endsWith(".ts") && name !== "sw.ts");
const common = { bundle: true, minify: true, outdir: out, logLevel: "warning", legalComments: "linked" };

await mkdir(out, { recursive: true });
const [scripts] = await Promise.all([
  build({
    ...common,
    metafile: true,
    entryPoints: entries.map((name) => `static_src/${name}`),
    format: "esm",
    splitting: true,
    target: "es2022",
    chunkNames: "chunk-[hash]",
  }),
  build({ ...common, entryPoints: ["static_src/css/main.css", "static_src/css/courier.css", "static_src/css/map.css"] }),
  build({ ...common, entryPoints: ["static_src/sw.ts"], format: "iife", target: "es2022" }),
  // MapLibre looks for its worker next to the chunk that holds it.
  copyFile("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", `${out}/maplibre-gl-worker.mjs`),
]);

// What the courier's phone keeps for a day without a network: the page's own scripts and styles, and what they load on
// demand, but no map. The version changes with their content, and with it the service worker.
const shell = new Set(["theme.js", "courier.css", ...needed("day.js"), ...needed("phone.js")]);
const hash = createHash("sha256");
for (const name of shell) hash.update(await readFile(`${out}/${name}`));
await writeFile(`${out}/shell.json`, JSON.stringify({ version: hash.digest("hex").slice(0, 12), assets: [...shell] }));

function needed(name, found = new Set()) {
  const output = scripts.metafile.outputs[`${out}/${name}`];
  if (found.has(name) || Object.keys(output.inputs).some((input) => input.includes("maplibre-gl"))) return found;
  found.add(name);
  for (const { path } of output.imports) if (path.startsWith(out)) needed(path.slice(out.length + 1), found);
  return found;
}
