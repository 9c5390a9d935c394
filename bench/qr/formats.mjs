// The same screens in every format that a phone or a program may send.
import { Buffer } from "node:buffer";
import sharp from "sharp";

/** @param first screens and their texts @param put adds a picture to the corpus @param heic encodes a picture */
export const formats = async ({ first, put, heic }) => {
  for (const [i, { buf, X }] of first.entries()) {
    const t = `f${i}`;
    const P = (sub, ext, b, extra) => b && put("format", sub, t, ext, b, X, "positive", extra);
    const s = () => sharp(buf).flatten({ background: "#fff" });
    for (const o of [3, 6, 8]) {
      const turned = await s().rotate({ 3: 180, 6: 270, 8: 90 }[o]).jpeg({ quality: 85 }).toBuffer();
      P(
        `exif${o}`,
        "jpg",
        await sharp(turned).withMetadata({ orientation: o }).jpeg({ quality: 85 }).toBuffer(),
      );
    }
    P("cmyk", "jpg", await s().toColourspace("cmyk").jpeg({ quality: 85 }).toBuffer());
    P("png16", "png", await s().toColourspace("rgb16").png().toBuffer());
    P(
      "palette-alpha",
      "png",
      await sharp(buf)
        .ensureAlpha()
        .composite([
          {
            input: Buffer.from(
              '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>',
            ),
            blend: "dest-out",
            gravity: "northwest",
          },
        ])
        .png({ palette: true, colours: 32 })
        .toBuffer(),
    );
    {
      const { data, info } = await s().greyscale().raw().toBuffer({ resolveWithObject: true });
      const a = Buffer.alloc(info.width * info.height * 4);
      for (let k = 0; k < info.width * info.height; k++)
        a[k * 4 + 3] = data[k * info.channels] < 128 ? 255 : 0;
      P(
        "black-on-transparent",
        "png",
        await sharp(a, { raw: { width: info.width, height: info.height, channels: 4 } })
          .png()
          .toBuffer(),
      );
    }
    P("webp", "webp", await s().webp({ quality: 75 }).toBuffer());
    P("webp-lossless", "webp", await s().webp({ lossless: true }).toBuffer());
    P("avif", "avif", await s().resize({ width: 900 }).avif({ quality: 50, effort: 2 }).toBuffer());
    P("tiff", "tiff", await s().tiff().toBuffer());
    P("gray", "jpg", await s().greyscale().jpeg().toBuffer());
    P("progressive", "jpg", await s().jpeg({ progressive: true, quality: 70 }).toBuffer());
    P("gif", "gif", await s().resize({ width: 600 }).gif({ colours: 16 }).toBuffer());
    {
      const fr = await s().resize({ width: 480 }).png().toBuffer();
      const blank = await sharp(fr).negate().blur(20).png().toBuffer();
      P(
        "gif-animated",
        "gif",
        await sharp([fr, blank, blank], { join: { animated: true } })
          .gif()
          .toBuffer(),
      );
    }
    P("trailing-garbage", "jpg", Buffer.concat([await s().jpeg().toBuffer(), Buffer.alloc(5000, 7)]));
    const hb = heic(buf, 60);
    P("heic", "heic", hb);
  }
};
