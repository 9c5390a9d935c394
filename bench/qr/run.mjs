// Measures the reader and others, each in a process of its own, and prints the tables as Markdown.
// npm run bench:qr -- [--seed N] [--bases 60] [--corpus DIR] [--rows FILE] [--ablation]
import { execFileSync, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ablation } from "./ablation.mjs";
import { makeCorpus } from "./corpus.mjs";
import { decoders } from "./decoders.mjs";
import { tables } from "./tables.mjs";

/** A decoder that has not answered by then is killed. */
const answerTimeoutMs = 20_000;
const inFlight = 16;
const restMs = 30_000;

const today = new Date().toISOString().slice(0, 10).replaceAll("-", "");
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: today },
    bases: { type: "string", default: "60" },
    corpus: { type: "string" },
    rows: { type: "string" },
    ablation: { type: "boolean", default: false },
  },
});

const findChromium = () => {
  try {
    return execFileSync("which", ["chromium"]).toString().trim();
  } catch {
    process.stderr.write(
      "bench:qr draws its pictures with chromium, and there is none: apt-get install chromium\n",
    );
    process.exit(1);
  }
};

const start = (name) =>
  new Promise((ready, failed) => {
    const child = fork(fileURLToPath(new URL("./child.mjs", import.meta.url)), [name], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.once("message", () => ready(child));
    child.once("exit", (code) => failed(new Error(`${name} ended with ${code}`)));
  });

/** @returns undefined if the decoder died or was killed */
const ask = (child, task, timeoutMs = answerTimeoutMs) =>
  new Promise((answer) => {
    const end = (outcome) => {
      clearTimeout(timer);
      child.off("message", end).off("exit", gone);
      answer(outcome);
    };
    const gone = () => end(undefined);
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.on("message", end).on("exit", gone);
    child.send(task);
  });

const norm = (text) => text.normalize("NFC").trimEnd();

/** Asks the decoders in turn for each picture, so that other load on the machine affects all of them equally. */
const readAll = async (children, pictures, folder) => {
  const rows = [];
  for (const picture of pictures)
    for (const name of Object.keys(children)) {
      const answer = await ask(children[name], { job: "read", path: join(folder, picture.file) });
      if (answer === undefined) children[name] = await start(name);
      const { texts = [], why = "no answer", ms = answerTimeoutMs } = answer ?? {};
      const [got, want] = [texts.map(norm), picture.expect.map(norm)];
      const right = want.filter((text) => got.includes(text)).length;
      const wrong = got.filter((text) => !want.includes(text)).length;
      const answered = answer !== undefined;
      rows.push({ ...picture, decoder: name, answered, right, wrong, all: right === want.length, why, ms });
    }
  return rows;
};

const startAll = async () => {
  const children = {};
  for (const name of Object.keys(decoders)) children[name] = await start(name);
  return children;
};

const endAll = (children) => Object.values(children).forEach((child) => child.kill("SIGKILL"));

const manifestOf = (folder) =>
  readFileSync(join(folder, "manifest.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const measure = async (folder) => {
  const manifest = manifestOf(folder);
  const calm = manifest.filter(({ kind }) => kind !== "hostile");
  const hostile = manifest.filter(({ kind }) => kind === "hostile");
  const children = await startAll();
  const warm = calm[0] ?? hostile[0];
  for (const child of Object.values(children))
    await ask(child, { job: "read", path: join(folder, warm.file) });
  const rows = await readAll(children, calm, folder);
  const paths = calm.filter((_, index) => index % 5 === 0).map(({ file }) => join(folder, file));
  const machine = {};
  for (const [name, child] of Object.entries(children))
    machine[name] = { crowd: await ask(child, { job: "crowd", paths, inFlight }, 600_000) };
  endAll(children);
  const fresh = await startAll();
  rows.push(...(await readAll(fresh, hostile, folder)));
  await Promise.all(
    Object.entries(fresh).map(async ([name, child]) => {
      machine[name].memory = await ask(child, { job: "memory", restMs }, restMs + answerTimeoutMs);
    }),
  );
  endAll(fresh);
  return { rows, machine };
};

const bases = Number(values.bases);
const folder =
  values.corpus === undefined ? mkdtempSync(join(tmpdir(), "bench-qr-")) : resolve(values.corpus);
try {
  if (values.corpus === undefined) {
    const browserPath = findChromium();
    process.stdout.write(`seed ${values.seed}, ${bases} screens\n\n`);
    await makeCorpus({ out: folder, seed: values.seed, bases, browserPath });
  }
  if (values.ablation) process.stdout.write(await ablation(folder, manifestOf(folder)));
  else {
    const measured = await measure(folder);
    if (values.rows !== undefined) writeFileSync(values.rows, JSON.stringify(measured));
    process.stdout.write(tables(measured));
  }
} finally {
  if (values.corpus === undefined) rmSync(folder, { recursive: true, force: true });
}
