import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import PdfDocument from "pdfkit";
import qrcode from "qrcode";

const fontFile = (weight: string): Buffer => {
  const path = `@expo-google-fonts/atkinson-hyperlegible-next/${weight}/AtkinsonHyperlegibleNext_${weight}.ttf`;
  return readFileSync(createRequire(import.meta.url).resolve(path));
};

/** Lengths are in points, 1/72 inch. Printers leave up to 5 mm blank; this leaves 15 mm. */
export const margin = 42.5;

/** What lies between the margins of A4. */
export const width = 595.28 - 2 * margin;
const bottom = 841.89 - margin;

/** The size of all text but titles: readable without glasses for most. */
const bodySize = 18;

interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  /** The left edge and the width, if not those of the sheet. */
  readonly left?: number;
  readonly width?: number;
  readonly align?: "center";
  /** Smaller if it would not fit into one line. */
  readonly oneLine?: boolean;
}

/** A4 pages that are filled from top to bottom, black on white, with embedded fonts. */
export class Sheet {
  readonly #document = new PdfDocument({
    size: "A4",
    margin,
    autoFirstPage: false,
    lang: "hu-HU",
    displayTitle: true,
    pdfVersion: "1.7",
    // Otherwise pdfkit begins with Helvetica, which is not embedded.
    font: fontFile("400Regular") as unknown as string,
  });
  readonly #chunks: Buffer[] = [];
  readonly #ended: Promise<void>;
  /** Where the next text begins. */
  y = margin;

  constructor(title: string) {
    this.#document.info.Title = title;
    this.#document.registerFont("regular", fontFile("400Regular")).registerFont("bold", fontFile("700Bold"));
    this.#document.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.#ended = new Promise((resolve) => this.#document.on("end", () => resolve()));
  }

  /** Begins a page. */
  addPage(): void {
    this.#document.addPage();
    this.y = margin;
  }

  /** Writes a paragraph below what is there. */
  write(text: string, style: TextStyle = {}): void {
    const { left = margin } = style;
    const room = style.width ?? width - (left - margin);
    let { size = bodySize } = style;
    this.#document.font(style.bold === true ? "bold" : "regular", size);
    if (style.oneLine === true) {
      size *= Math.min(1, (room - 1) / this.#document.widthOfString(text));
      this.#document.fontSize(size);
    }
    const options = { width: room, lineGap: 0.06 * size, align: style.align ?? "left" } as const;
    const height = this.#document.heightOfString(text, options);
    // pdfkit would continue on a new page.
    if (this.y + height > bottom + 1) throw new Error(`the page is too short for: ${text}`);
    this.#document.text(text, left, this.y, options);
    this.y += height;
  }

  /** Writes a list, each entry with its mark at the left. */
  list(marks: readonly string[], entries: readonly string[], left = margin): void {
    for (const [index, entry] of entries.entries()) {
      const top = this.y;
      this.write(marks[index] ?? marks[0] ?? "", { left, bold: true });
      this.y = top;
      this.write(entry, { left: left + 26, width: width - (left - margin) * 2 - 26 });
    }
  }

  /** Leaves room. */
  skip(height: number): void {
    this.y += height;
  }

  /** Draws a frame around what `draw` writes; it begins below what is there. */
  frame(draw: (left: number) => void): void {
    const padding = 10;
    const top = this.y;
    this.y += padding;
    draw(margin + padding);
    this.y += padding - 2;
    this.#document
      .lineWidth(2.5)
      .rect(margin, top, width, this.y - top)
      .stroke();
  }

  /** Draws a line across, dashed to cut along. */
  line({ dashed = false } = {}): void {
    this.#document
      .lineWidth(1)
      .moveTo(margin, this.y)
      .lineTo(margin + width, this.y);
    if (dashed) this.#document.dash(6, { space: 4 });
    this.#document.stroke().undash();
  }

  /** Writes a label and rules the rest of the line to write on; `from` and `to` are shares of the width. */
  blank(label: string, from = 0, to = 1): void {
    const left = margin + from * width;
    const top = this.y;
    this.write(label, { left, width: (to - from) * width });
    const start = left + this.#document.widthOfString(label) + 8;
    this.#document
      .lineWidth(1)
      .moveTo(start, top + 20)
      .lineTo(margin + to * width, top + 20)
      .stroke();
  }

  /** Draws boxes for one character each, `groups` of `size`. */
  boxes(groups: number, size: number): void {
    const side = 27;
    const gap = (width - groups * size * side) / Math.max(1, groups - 1);
    const height = 30;
    this.#document.lineWidth(1);
    for (let index = 0; index < groups * size; index++)
      this.#document.rect(margin + index * side + Math.floor(index / size) * gap, this.y, side, height);
    this.#document.stroke();
    this.y += height;
  }

  /** Draws a text as a QR code (ISO/IEC 18004) of a side length, with its quiet zone inside. */
  qrCode(text: string, left: number, top: number, side: number): void {
    const { data, size } = qrcode.create(text, { errorCorrectionLevel: "Q" }).modules;
    const module = side / (size + 8);
    for (let index = 0; index < size * size; index++)
      if (data[index] === 1) {
        const [row, column] = [Math.floor(index / size), index % size];
        this.#document.rect(left + (column + 4) * module, top + (row + 4) * module, module, module);
      }
    this.#document.fill();
  }

  /** Ends the document and returns it as a PDF. */
  async end(): Promise<Uint8Array> {
    this.#document.end();
    await this.#ended;
    return new Uint8Array(Buffer.concat(this.#chunks));
  }
}
