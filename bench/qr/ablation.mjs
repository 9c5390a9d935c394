// What each stage is worth: which pictures it reads first, and what is lost without it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findTexts, stageNames } from "../../src/qr/decode/stages.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { sniffFormat } from "../../src/qr/image/format.ts";
import { decodePixels } from "../../src/qr/image/pixels.ts";
import { head, isFair, quantile, row, share } from "./tables.mjs";

/** Every stage runs to its end, so that other load on the machine changes no outcome. */
const timeBudgetMs = Infinity;

const normalized = (text) => text.normalize("NFC").trimEnd();

/** @returns which stage read the picture, if any, and the CPU time that took in ms */
const attempt = async (pixels, expected, without) => {
  const begun = process.cpuUsage();
  const { texts, stage } = await findTexts(pixels, { timeBudgetMs, without });
  const { user, system } = process.cpuUsage(begun);
  const right = texts.filter((text) => expected.includes(normalized(text))).length;
  const read = right > 0;
  return { stage: read ? stage : undefined, read, wrong: texts.length - right, ms: (user + system) / 1000 };
};

/** @param rows of the manifest @returns a Markdown table with a row per stage, and the totals */
export const ablation = async (folder, rows) => {
  await prepareZxing();
  const complete = [];
  const left = new Map(stageNames.map((name) => [name, { lost: 0, ms: 0, wrong: 0 }]));
  for (const picture of rows.filter(({ kind }) => kind !== "hostile")) {
    const bytes = readFileSync(join(folder, picture.file));
    const decoded = await decodePixels(bytes, sniffFormat(bytes));
    if (!decoded.ok) continue;
    const expected = picture.expect.map(normalized);
    const own = await attempt(decoded.pixels, expected);
    complete.push({ ...picture, ...own });
    const reached = own.stage === undefined ? stageNames.length : stageNames.indexOf(own.stage);
    for (const [index, name] of stageNames.entries()) {
      // Leaving out a stage that was not reached changes nothing.
      const without = index > reached ? own : await attempt(decoded.pixels, expected, name);
      const sum = left.get(name);
      sum.ms += without.ms;
      sum.wrong += without.wrong;
      if (own.read && !without.read) sum.lost += 1;
    }
  }
  return table(complete, left);
};

const table = (complete, left) => {
  const total = complete.reduce((sum, { ms }) => sum + ms, 0);
  const times = (rows) =>
    rows.length === 0 ? "-" : [0.5, 0.95, 1].map((part) => quantile(rows, part).toFixed(0)).join(" / ");
  let text = head(["stage", "read first by it", "lost without it", "p50 / p95 / max, ms", "CPU without it"]);
  for (const [name, { lost, ms }] of left) {
    const first = complete.filter(({ stage }) => stage === name);
    text += row([name, first.length, lost, times(first), `${((100 * ms) / total).toFixed(0)} %`]);
  }
  const none = complete.filter(({ stage }) => stage === undefined);
  text += row(["none", none.length, "", times(none), ""]);
  const positive = complete.filter(({ kind }) => kind === "positive");
  const isRead = ({ read }) => read;
  const wrong = complete.reduce((sum, one) => sum + one.wrong, 0);
  const wrongWithout = [...left.values()].reduce((sum, one) => sum + one.wrong, 0);
  return `${text}
Read, % (fair / all): ${share(positive.filter(isFair), isRead)} / ${share(positive, isRead)} of ${positive.length} pictures with a code.
Wrong texts: ${wrong} with all stages, ${wrongWithout} in total with one left out.
CPU time: ${(total / 1000).toFixed(1)} s for ${complete.length} pictures.
`;
};
