import { withinLimits } from "./parse-reading.ts";
import { serveReading } from "./serve.ts";

/** 0.3 s more than a process would take that has read pictures before, because its code is compiled as it runs. */
const timeBudgetMs = 1800;

await serveReading(async () => {
  const [{ readPicture }, { prepareZxing }, { blankJpeg }] = await Promise.all([
    import("../decode/read-picture.ts"),
    import("../decode/zxing.ts"),
    import("../image/pixels.ts"),
  ]);
  await prepareZxing();
  // Compiles what most pictures need, and starts the threads.
  await readPicture(await blankJpeg(), "jpeg");
  return async ({ bytes, format }) => withinLimits(await readPicture(bytes, format, timeBudgetMs));
});
