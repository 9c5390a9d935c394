// What each stage is worth: which pictures it is the first to read, and what is lost when it is left out.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { sniffFormat } from "../../src/qr/image/format.ts";
import { decodePixels } from "../../src/qr/image/pixels.ts";
import { findTexts, stageNames } from "../../src/qr/decode/stages.ts";
import { head, quantile, row } from "./tables.mjs";

/** Every stage runs to its end, so that other load on the machine changes no outcome. */
const timeBudgetMs = Infinity;

/** @returns of one picture the stage that read it, and the processor's time for that in ms */
async function attempt(pixels, expect, without) {
  const begun = process.cpuUsage();
  const { texts, stage } = await findTexts(pixels, { timeBudgetMs, without });
  const { user, system } = process.cpuUsage(begun);
  const right = texts.filter((text) => expect.includes(text.normalize("NFC").trimEnd())).length;
  const read = right > 0;
  return { stage: read ? stage : undefined, read, wrong: texts.length - right, ms: (user + system) / 1000 };
}

/** @param rows of the manifest @returns a Markdown table, a row a stage */
export async function ablation(folder, rows) {
  await prepareZxing();
  const whole = [];
  const left = new Map(stageNames.map((name) => [name, { lost: 0, ms: 0, wrong: 0 }]));
  for (const { file, expect } of rows.filter(({ kind }) => kind !== "hostile")) {
    const bytes = readFileSync(join(folder, file));
    const decoded = await decodePixels(bytes, sniffFormat(bytes));
    if (!decoded.ok) continue;
    const wanted = expect.map((text) => text.normalize("NFC").trimEnd());
    const own = await attempt(decoded.pixels, wanted);
    whole.push(own);
    const reached = own.stage === undefined ? stageNames.length : stageNames.indexOf(own.stage);
    for (const [index, name] of stageNames.entries()) {
      // A stage that was never begun cannot be missed.
      const without = index > reached ? own : await attempt(decoded.pixels, wanted, name);
      const sum = left.get(name);
      sum.ms += without.ms;
      sum.wrong += without.wrong;
      if (own.read && !without.read) sum.lost += 1;
    }
  }
  return table(whole, left);
}

function table(whole, left) {
  const all = whole.reduce((sum, { ms }) => sum + ms, 0);
  let text = head([
    "stage",
    "first found by it",
    "lost without it",
    "p50 / p95 / max, ms",
    "time of all without it",
  ]);
  const times = (rows) =>
    rows.length === 0 ? "-" : [0.5, 0.95, 1].map((part) => quantile(rows, part).toFixed(0)).join(" / ");
  for (const [name, { lost, ms }] of left) {
    const first = whole.filter(({ stage }) => stage === name);
    text += row([name, first.length, lost, times(first), `${((100 * ms) / all).toFixed(0)} %`]);
  }
  const none = whole.filter(({ stage }) => stage === undefined);
  text += row(["none", none.length, "", times(none), ""]);
  const wrong = whole.reduce((sum, one) => sum + one.wrong, 0);
  return `${text}\nWrong texts: ${wrong} with every stage, ${[...left.values()].reduce((sum, one) => sum + one.wrong, 0)} in all with one left out.\n`;
}
