// Bundles the browser's files from src into dist: styles, scripts and fonts
// under names with a content hash, each with gzip and brotli beside it where
// that is smaller, and manifest.json from plain to hashed names. `make` runs it
// before the program is built; dist is not committed.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const src = join(here, "src");
const dist = join(here, "dist");
const kept = ".keep"; // lets the program build before the bundle exists

async function clean() {
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== kept) await rm(join(dist, name), { recursive: true });
  }
}

const options = {
  absWorkingDir: here,
  outdir: dist,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: "none",
  target: ["chrome72", "firefox78", "safari15"],
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
};

// JPEG 2000 pictures are rare in papers: their decoder is fetched by name when
// the reader meets one.
const decoder = "openjpeg_nowasm_fallback.js";

// The pages' own files. What is imported on demand, htmx and pdf.js, loads only
// on pages that use it.
function pages() {
  const entries = ["app.css", "app.js", "icon.svg", "css/reader.css", "reader.js", "saved.js"].map((name) => join(src, name));
  entries.push("pdfjs-dist/wasm/" + decoder);
  return build({ ...options, entryPoints: entries, splitting: true, format: "esm", loader: { ".woff2": "file", ".svg": "copy" } });
}

// The worker that reads PDF files is a classic script, which older browsers
// take, too.
function pdfWorker(hashedDecoder) {
  const naming = {
    name: "decoder",
    setup: (to) =>
      to.onLoad({ filter: /pdf\.worker\.mjs$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (text.split(decoder).length !== 2) throw new Error(`${path} does not name ${decoder} once`);
        return { contents: text.replace(decoder, hashedDecoder), loader: "js" };
      }),
  };
  return build({
    ...options,
    entryPoints: ["pdfjs-dist/legacy/build/pdf.worker.mjs"],
    format: "iife",
    plugins: [naming],
    supported: { "dynamic-import": true },
  });
}

// plainName turns app-3FA2BC01.css into app.css.
function plainName(file) {
  const ext = extname(file);
  return basename(file, ext).replace(/-[A-Z0-9]{8}$/, "") + ext;
}

async function compress(path) {
  const plain = await readFile(path);
  const sizes = { plain: plain.length };
  if (extname(path) === ".woff2") return sizes; // is brotli already
  const forms = {
    gz: gzipSync(plain, { level: 9 }),
    br: brotliCompressSync(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  };
  for (const [suffix, body] of Object.entries(forms)) {
    sizes[suffix] = body.length;
    if (body.length < plain.length) await writeFile(`${path}.${suffix}`, body);
  }
  return sizes;
}

// The service worker knows by name what a saved paper needs besides itself.
function serviceWorker(names) {
  const fonts = Object.keys(names).filter((n) => n.endsWith(".woff2"));
  const needed = ["app.css", "app.js", "icon.svg", "saved.js", "reader.css", "reader.js", "pdf.worker.js", ...fonts];
  const shared = Object.keys(names).filter((n) => n.startsWith("chunk-"));
  const addresses = [...needed, ...shared].map((n) => "/static/" + names[n]);
  return build({ ...options, entryPoints: [join(src, "sw.js")], format: "iife", define: { NEEDED: JSON.stringify(addresses) } });
}

// named gives each output the name that pages ask for it by. What is shared by
// several of them is asked for by its hashed name only.
function named(outputs) {
  const names = {};
  for (const [out, { entryPoint }] of Object.entries(outputs)) {
    const file = basename(out);
    const name = extname(file) === ".js" && !entryPoint ? file : plainName(file);
    if (name in names) throw new Error(`two files are called ${name}`);
    names[name] = file;
  }
  return names;
}

async function main() {
  await clean();
  const names = named((await pages()).metafile.outputs);
  Object.assign(names, named((await pdfWorker(names[decoder])).metafile.outputs));
  Object.assign(names, named((await serviceWorker(names)).metafile.outputs));
  for (const file of Object.values(names).sort()) {
    const { plain, gz = "", br = "" } = await compress(join(dist, file));
    console.log(file.padEnd(58), String(plain).padStart(7), String(gz).padStart(7), String(br).padStart(7));
  }
  const sorted = Object.fromEntries(Object.entries(names).sort());
  await writeFile(join(dist, "manifest.json"), JSON.stringify(sorted, null, 1));
}

await main();
