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

function bundle() {
  return build({
    absWorkingDir: here,
    entryPoints: ["app.css", "app.js", "icon.svg"].map((name) => join(src, name)),
    outdir: dist,
    bundle: true,
    splitting: true, // htmx loads only on pages that use it
    format: "esm",
    minify: true,
    metafile: true,
    legalComments: "none",
    target: ["chrome72", "firefox78", "safari15"],
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy" },
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

async function main() {
  await clean();
  const { metafile } = await bundle();
  const manifest = {};
  for (const out of Object.keys(metafile.outputs).sort()) {
    const file = basename(out);
    manifest[plainName(file)] = file;
    const { plain, gz = "", br = "" } = await compress(join(dist, file));
    console.log(file.padEnd(58), String(plain).padStart(7), String(gz).padStart(7), String(br).padStart(7));
  }
  await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1));
}

await main();
