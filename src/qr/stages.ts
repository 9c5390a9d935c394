import { jsqrTexts, zxingTexts } from "./decoder.ts";
import { reframePixels, scalePixels, type Pixels } from "./pixels.ts";

/** One way of looking for codes. A dear one is tried only while nothing at all was found. */
interface Stage {
  dear: boolean;
  texts: (pixels: Pixels) => Promise<string[]>;
}

/** In pixels; four modules, the quiet zone the standard asks for, of a code as large as screenshots hold. */
const quietZone = 80;

/** jsQR's time has no bound, so its pixels get one; and it comes last, because a pathological picture dies in it. */
const jsqrPixels = 1e6;

/** Pixels on the longest side; past this the enlargement costs more time than it finds codes. */
const enlargedSide = 2600;
const mostEnlarged = 4;
const leastEnlarged = 2;

/** From cheap to dear. */
const stages: readonly Stage[] = [
  { dear: false, texts: zxingTexts },
  { dear: false, texts: async (pixels) => zxingTexts(await reframePixels(pixels, quietZone)) },
  { dear: true, texts: enlargedTexts },
  { dear: true, texts: shrunkTexts },
];

/**
 * Tries the stages in turn until one finds an `otpauth:` text, the one a code can be made from. When only other texts
 * turn up, the cheap stages still go on: the picture may hold a second code that the first pass missed.
 *
 * @returns distinct non-empty texts in the order they were found; empty when there is none
 */
export async function findTexts(pixels: Pixels): Promise<string[]> {
  const found = new Set<string>();
  for (const stage of stages) {
    if (stage.dear && found.size > 0) break;
    for (const text of await stage.texts(pixels)) if (text !== "") found.add(text);
    if ([...found].some(isKey)) break;
  }
  return [...found];
}

function isKey(text: string): boolean {
  return /^otpauth:/i.test(text);
}

async function shrunkTexts(pixels: Pixels): Promise<string[]> {
  const scale = Math.sqrt(jsqrPixels / (pixels.width * pixels.height));
  return jsqrTexts(scale < 1 ? await scalePixels(pixels, scale) : pixels);
}

async function enlargedTexts(pixels: Pixels): Promise<string[]> {
  const scale = Math.min(mostEnlarged, enlargedSide / Math.max(pixels.width, pixels.height));
  return scale < leastEnlarged ? [] : zxingTexts(await scalePixels(pixels, scale));
}
