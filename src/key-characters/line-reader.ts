import type { GrayImage } from "../qr/image/image.ts";
import { cutLine } from "./cut-line.ts";
import {
  classesToKeep,
  decodeFreely,
  decodeWithin,
  keepClasses,
  type CharacterSet,
  type FreeCharacter,
  type Sighting,
} from "./decode.ts";
import type { Activations, Recognizer } from "./recognizer.ts";
import type { TextLine } from "./text-lines.ts";

/** A line, and what the network saw in it. */
export interface ReadLine {
  readonly line: TextLine;
  /** Of the classes in the alphabet of the `LineReader`. */
  readonly activations: Activations;
  /** As read with everything that the network knows. */
  readonly characters: readonly FreeCharacter[];
  readonly text: string;
}

/** Reads the lines of one picture. */
export class LineReader {
  readonly #image: GrayImage;
  readonly #recognizer: Recognizer;
  readonly #kept: readonly number[];
  readonly #read = new Map<TextLine, ReadLine>();
  /** The text of each class that is kept of what the network says. */
  readonly alphabet: readonly string[];

  constructor(image: GrayImage, recognizer: Recognizer) {
    this.#image = image;
    this.#recognizer = recognizer;
    this.#kept = classesToKeep(recognizer.alphabet);
    this.alphabet = this.#kept.map((index) => recognizer.alphabet[index] ?? "");
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#read.size;
  }

  /** Reads a line, at most once at its natural width. */
  async read(line: TextLine, stretch = 1): Promise<ReadLine> {
    const known = this.#read.get(line);
    if (known !== undefined && stretch === 1) return known;
    const all = await this.#recognizer.recognize(await cutLine(this.#image, line, stretch));
    const characters = decodeFreely(all, this.#recognizer.alphabet);
    const read = {
      line,
      activations: keepClasses(all, this.#kept),
      characters,
      text: characters.map(({ char }) => char).join(""),
    };
    if (stretch === 1) this.#read.set(line, read);
    return read;
  }

  decode({ activations }: ReadLine, set: CharacterSet): Sighting[] {
    return decodeWithin(activations, set, this.alphabet);
  }
}
