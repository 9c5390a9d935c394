import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sniffFormat, type SniffedFormat } from "../../src/qr/image/format.ts";
import { picture } from "./picture.ts";

/** The file type box at the start of every AVIF, HEIC and MP4. */
const fileType = (major: string, ...compatible: string[]): Buffer => {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1");
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return Buffer.concat([size, body, Buffer.from("\0\0\0\x08mdat", "latin1")]);
};

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
  ["a HEIC that does not mention AVIF", fileType("mif1", "mif1", "heic"), "heic"],
  ["an AVIF with the common brand of both families", fileType("mif1", "miaf", "avif"), "avif"],
  ["an AVIF sequence", fileType("avis", "avis"), "avif"],
  ["an iPhone video as no picture", fileType("qt  ", "qt  "), "not-a-picture"],
  [
    "no picture by a brand after the end of the box",
    Buffer.concat([fileType("isom"), Buffer.from("avif")]),
    "not-a-picture",
  ],
  ["a HEIC whose box is truncated within its brands", fileType("heic", "mif1").subarray(0, 14), "heic"],
];

describe("sniffFormat", () => {
  test.each(files)("recognizes %s as %s", (name, expected) =>
    expect(sniffFormat(picture(name))).toBe(expected),
  );
  test.each(boxes)("recognizes %s", (_, bytes, expected) => expect(sniffFormat(bytes)).toBe(expected));

  test("reads only its own part of a larger buffer", () => {
    const pool = Buffer.concat([picture("gif.gif"), picture("light.jpg")]);
    expect(sniffFormat(pool.subarray(picture("gif.gif").length))).toBe("jpeg");
  });

  test("never throws", () => {
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
