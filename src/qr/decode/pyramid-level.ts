import { findFinders, type Finder } from "../grid/finders.ts";
import { binarize, invert, polarity, type Polarity } from "../image/gray-image.ts";
import type { GrayImage } from "../image/image.ts";
import type { UnreadableCode } from "./zxing.ts";

/** A picture at one size, for codes whose modules are one to five pixels wide there. Computes each derived image once. */
export class PyramidLevel {
  readonly image: GrayImage;
  /** Pixels of this level per pixel of the picture. */
  readonly scale: number;
  /** Codes that were clearly visible, but whose errors could not be corrected; in pixels of the picture. */
  readonly unreadable: UnreadableCode[] = [];
  #binary: GrayImage | undefined;
  #inverse: GrayImage | undefined;
  readonly #finders = new Map<Polarity, readonly Finder[]>();

  constructor(image: GrayImage, scale: number) {
    this.image = image;
    this.scale = scale;
  }

  /** @returns the finder patterns of one polarity, in pixels of this level */
  finders(of: Polarity): readonly Finder[] {
    const known = this.#finders.get(of);
    if (known !== undefined) return known;
    const found = findFinders((this.#binary ??= binarize(this.image, true)), of);
    this.#finders.set(of, found);
    return found;
  }

  /** @returns the level, inverted if necessary so that codes of that polarity are dark on light */
  darkOnLight(of: Polarity): GrayImage {
    return of === polarity.dark ? this.image : (this.#inverse ??= invert(this.image));
  }
}
