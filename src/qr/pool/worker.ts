import { withinLimits } from "./parse-reading.ts";
import { serveReading } from "./serve.ts";

/** Processor time. 0.3 s more than a process would take that has read pictures before, because its code is compiled as it runs. */
const timeBudgetMs = 1800;

const blank = { data: new Uint8ClampedArray(64 * 64 * 4).fill(255), width: 64, height: 64 };

await serveReading(async () => {
  const [{ readPicture }, { prepareZxing, readCodes }] = await Promise.all([
    import("../decode/read-picture.ts"),
    import("../decode/zxing.ts"),
  ]);
  await prepareZxing();
  // Compiles what all pictures need.
  await readCodes(blank);
  return async ({ bytes, format }) => withinLimits(await readPicture(bytes, format, timeBudgetMs));
});
