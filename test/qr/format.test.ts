import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sniffFormat, type SniffedFormat } from "../../src/qr/image/format.ts";
import { picture } from "./picture.ts";

/** The file-type box that opens every AVIF, HEIC and MP4. */
function fileType(major: string, ...compatible: string[]): Buffer {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1");
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return Buffer.concat([size, body, Buffer.from("\0\0\0\x08mdat", "latin1")]);
}

const files: [string, SniffedFormat][] = [
  ["light.jpg", "jpeg"],
  ["dark-inverted.png", "png"],
  ["webp.webp", "webp"],
  ["gif.gif", "gif"],
  ["tiff.tiff", "tiff"],
  ["avif.avif", "avif"],
  ["heic.heic", "heic"],
  ["empty.png", "not-a-picture"],
  ["billion-laughs.svg", "not-a-picture"],
  ["pdf.pdf", "not-a-picture"],
  ["mp4.mp4", "not-a-picture"],
  ["zip.png", "not-a-picture"],
];

const boxes: [string, Buffer, SniffedFormat][] = [
  ["HEIC that names AVIF nowhere", fileType("mif1", "mif1", "heic"), "heic"],
  ["AVIF under the family's brand", fileType("mif1", "miaf", "avif"), "avif"],
  ["an AVIF sequence", fileType("avis", "avis"), "avif"],
  ["an iPhone video", fileType("qt  ", "qt  "), "not-a-picture"],
  [
    "a brand past the end of the box",
    Buffer.concat([fileType("isom"), Buffer.from("avif")]),
    "not-a-picture",
  ],
  ["a box cut off in its brands", fileType("heic", "mif1").subarray(0, 14), "heic"],
];

describe("sniffFormat", () => {
  it.each(files)("%s is %s", (name, expected) => expect(sniffFormat(picture(name))).toBe(expected));
  it.each(boxes)("%s", (_, bytes, expected) => expect(sniffFormat(bytes)).toBe(expected));

  it("is not fooled by its place in a larger buffer", () => {
    const pool = Buffer.concat([picture("gif.gif"), picture("light.jpg")]);
    expect(sniffFormat(pool.subarray(picture("gif.gif").length))).toBe("jpeg");
  });

  it("never throws", () => {
    const start = fc.constantFrom(
      "",
      "\0\0\0\x18ftyp",
      "\xff\xff\xff\xffftyp",
      "RIFF",
      "\x89PNG",
      "GIF8",
      "II*",
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 80 }), (head, tail) => {
        expect(sniffFormat(Buffer.concat([Buffer.from(head, "latin1"), tail]))).toBeTypeOf("string");
      }),
    );
  });
});
