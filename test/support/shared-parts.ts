import { lazyAnswers } from "../../src/faq/answers.ts";
import { readPicture } from "../../src/qr/decode/read-picture.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { sniffFormat } from "../../src/qr/image/format.ts";
import { withinLimits } from "../../src/qr/pool/parse-reading.ts";
import type { QrReader } from "../../src/qr/reader.ts";

/*
 * The slow parts of the product, one of each per test worker: a process for each picture costs ten times what reading it
 * does, and the question base takes 0.13 s to load. Neither holds a chat's data, so journeys can share them;
 * test/journeys/startup.test.ts starts the product with its own, and test/qr tests the processes.
 */

/** Far more than the product has, so that load on the machine changes no outcome. */
const timeBudgetMs = 10_000;

let preparing: Promise<void> | undefined;
const prepare = (): Promise<void> => (preparing ??= prepareZxing());

/** Reads pictures in the test's own process. */
export const sharedReader: QrReader = {
  read: async (bytes) => {
    const format = sniffFormat(bytes);
    if (format === "not-a-picture") return { ok: false, why: format };
    await prepare();
    return withinLimits(await readPicture(bytes, format, timeBudgetMs));
  },
  prepare: () => void prepare(),
  endIdle: () => undefined,
  close: () => Promise.resolve(),
};

export const sharedAnswers = lazyAnswers();
