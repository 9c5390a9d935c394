import { toGrayImage, shrink } from "../qr/image/gray-image.ts";
import { decodePixels } from "../qr/image/pixels.ts";
import { serveReadings } from "../qr/pool/serve.ts";
import type { ReadingTask } from "../qr/pool/task.ts";
import { readImage } from "./read-image.ts";
import type { CharactersReading } from "./reading.ts";
import { loadRecognizer } from "./recognizer.ts";

/** The screen of a large phone has 4.6 million; letters of a long page sent whole are still large enough. */
const maxPixels = 5e6;

const recognizer = loadRecognizer();

const read = async ({ bytes, format }: ReadingTask): Promise<CharactersReading> => {
  const decoded = await decodePixels(bytes, format);
  if (!decoded.ok) return decoded;
  const image = await shrink(toGrayImage(decoded.pixels), maxPixels);
  return (await readImage(image, await recognizer)) ?? { ok: false, why: "no-characters" };
};

export default serveReadings(() => recognizer, read);
