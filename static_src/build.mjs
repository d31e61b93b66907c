// Bundles every static_src/*.ts (one entry a page or island; shared code lives in lib/) and the one stylesheet.
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { build } from "esbuild";

const out = "static/dist";
const entries = (await readdir("static_src")).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
const common = { bundle: true, minify: true, outdir: out, logLevel: "warning", legalComments: "linked" };

await mkdir(out, { recursive: true });
await Promise.all([
  build({
    ...common,
    entryPoints: entries.map((name) => `static_src/${name}`),
    format: "esm",
    splitting: true,
    target: "es2022",
    chunkNames: "chunk-[hash]",
  }),
  build({ ...common, entryPoints: ["static_src/css/main.css"] }),
  // MapLibre looks for its worker next to the chunk that holds it.
  copyFile("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", `${out}/maplibre-gl-worker.mjs`),
]);
