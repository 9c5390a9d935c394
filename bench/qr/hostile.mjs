// Files that are broken, huge or no pictures. The reader must answer each one soon and without a crash.
import { Buffer } from "node:buffer";
import zlib from "node:zlib";
import sharp from "sharp";

/** @param first screens and their texts @param put adds a file to the corpus @param random numbers by name */
export const hostile = async ({ first, put, heic, random }) => {
  if (first.length) {
    const { buf, X } = first[0];
    const j = await sharp(buf).flatten().jpeg({ quality: 90 }).toBuffer(),
      p = buf;
    const hst = (sub, ext, b, expect = [], extra = {}) =>
      put("hostile", sub, "h", ext, b, expect, "hostile", extra);
    for (const f of [0.1, 0.3, 0.6, 0.9])
      hst(`trunc-jpg-${f * 100}`, "jpg", j.subarray(0, Math.floor(j.length * f)), X);
    for (const f of [0.1, 0.5, 0.9])
      hst(`trunc-png-${f * 100}`, "png", p.subarray(0, Math.floor(p.length * f)), X);
    hst("empty", "png", Buffer.alloc(0));
    hst("one-byte", "jpg", Buffer.from([255]));
    hst("text", "png", Buffer.from("Kedves bot, ez nem kép.\n".repeat(100)));
    hst("zip", "png", Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(4000, 1)]));
    {
      const rr = random("h");
      hst("random", "jpg", Buffer.from(Array.from({ length: 20000 }, () => Math.floor(rr() * 256))));
    }
    hst(
      "jpg-magic-random",
      "jpg",
      Buffer.concat([
        Buffer.from([255, 216, 255, 224]),
        Buffer.from(Array.from({ length: 20000 }, (_, i) => (i * 7919) & 255)),
      ]),
    );
    hst("pdf", "pdf", Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n"));
    hst(
      "mp4",
      "mp4",
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom"), Buffer.alloc(3000)]),
    );
    hst(
      "svg-huge",
      "svg",
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"><rect width="100%" height="100%" fill="red"/></svg>',
      ),
    );
    hst(
      "svg-xxe",
      "svg",
      Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "package.json">]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="100"><text y="50">&x;</text><image href="package.json" width="10" height="10"/></svg>',
      ),
    );
    hst(
      "svg-lol",
      "svg",
      Buffer.from(
        `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "lol">${"bcdefghi"
          .split("")
          .map((c, i) => `<!ENTITY ${c} "${`&${"abcdefgh"[i]};`.repeat(10)}">`)
          .join(
            "",
          )}]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="100"><text y="50">&i;</text></svg>`,
      ),
    );
    hst(
      "bomb-12000x9000",
      "png",
      await sharp({
        create: { width: 12000, height: 9000, channels: 3, background: "#fff" },
        limitInputPixels: false,
      })
        .composite([
          { input: await sharp(buf).resize({ width: 1170 }).png().toBuffer(), left: 5000, top: 3000 },
        ])
        .png({ compressionLevel: 9 })
        .toBuffer(),
      X,
    );
    hst(
      "big-12000x9000-jpg",
      "jpg",
      await sharp(
        await sharp(buf)
          .flatten()
          .resize({ width: 12000, height: 9000, fit: "contain", background: "#fff" })
          .jpeg({ quality: 60 })
          .toBuffer(),
        { limitInputPixels: false },
      )
        .jpeg({ quality: 60 })
        .toBuffer(),
      X,
    );
    {
      // A hand-built 60000×60000 1-bit PNG: 450 MB of scanlines in about 450 KB.
      const W = 60000,
        H = 60000;
      const crcT = Array.from({ length: 256 }, (_, n) => {
        let c = n;
        for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
        return c >>> 0;
      });
      const crc = (b) => {
        let c = 0xffffffff;
        for (const x of b) c = crcT[(c ^ x) & 255] ^ (c >>> 8);
        return (c ^ 0xffffffff) >>> 0;
      };
      const chunk = (t, d) => {
        const l = Buffer.alloc(4);
        l.writeUInt32BE(d.length);
        const td = Buffer.concat([Buffer.from(t), d]);
        const c = Buffer.alloc(4);
        c.writeUInt32BE(crc(td));
        return Buffer.concat([l, td, c]);
      };
      const ih = Buffer.alloc(13);
      ih.writeUInt32BE(W, 0);
      ih.writeUInt32BE(H, 4);
      ih[8] = 1;
      ih[9] = 0;
      const z = zlib.deflateSync(Buffer.alloc((W / 8 + 1) * 8000), { level: 9 });
      hst(
        "bomb-png-60000",
        "png",
        Buffer.concat([
          Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
          chunk("IHDR", ih),
          chunk("IDAT", z),
          chunk("IEND", Buffer.alloc(0)),
        ]),
      );
    }
    {
      const frs = [];
      for (let k = 0; k < 120; k++)
        frs.push(
          await sharp({
            create: { width: 200, height: 200, channels: 3, background: { r: k * 2, g: 0, b: 0 } },
          })
            .png()
            .toBuffer(),
        );
      hst(
        "gif-120-frames",
        "gif",
        await sharp(frs, { join: { animated: true } })
          .gif()
          .toBuffer(),
      );
    }
    {
      const hb = heic(buf, 50);
      if (hb) {
        hst("trunc-heic", "heic", hb.subarray(0, hb.length >> 1));
        const bad = Buffer.from(hb);
        for (let k = 200; k < bad.length; k += 97) bad[k] ^= 0x5a;
        hst("corrupt-heic", "heic", bad);
      }
    }
    {
      const r = random("noise");
      const nz = Buffer.alloc(2000 * 2000 * 3);
      for (let k = 0; k < nz.length; k++) nz[k] = r() * 256;
      hst(
        "noise-4mp",
        "png",
        await sharp(nz, { raw: { width: 2000, height: 2000, channels: 3 } })
          .png()
          .toBuffer(),
      );
      const ck = Buffer.alloc(3000 * 3000);
      for (let y = 0; y < 3000; y++)
        for (let x = 0; x < 3000; x++) ck[y * 3000 + x] = ((x >> 2) ^ (y >> 2)) & 1 ? 255 : 0;
      hst(
        "checker-9mp",
        "png",
        await sharp(ck, { raw: { width: 3000, height: 3000, channels: 1 } })
          .png()
          .toBuffer(),
      );
      const fp = Buffer.alloc(2100 * 2100, 255);
      for (let y = 0; y < 2100; y++)
        for (let x = 0; x < 2100; x++) {
          const u = ((x % 21) / 3) | 0,
            v = ((y % 21) / 3) | 0;
          const d = Math.max(Math.abs(u - 3), Math.abs(v - 3));
          fp[y * 2100 + x] = d === 2 ? 255 : 0;
        }
      hst(
        "finder-field",
        "png",
        await sharp(fp, { raw: { width: 2100, height: 2100, channels: 1 } })
          .png()
          .toBuffer(),
      );
    }
  }
};
