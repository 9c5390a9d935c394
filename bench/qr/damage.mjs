// What happens to a screenshot on its way: Telegram's copies, photographs of the screen, galleries.
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { gauss, pick, uni } from "./random.mjs";
const rawOf = async (buf, maxSide) => {
  let s = sharp(buf).flatten({ background: "#fff" }).removeAlpha().toColourspace("srgb");
  if (maxSide) s = s.resize({ width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true });
  const { data, info } = await s.raw().toBuffer({ resolveWithObject: true });
  return { data, w: info.width, h: info.height };
};
/** Solves for the map from src to dst by Gaussian elimination. */
const homography = (src, dst) => {
  const M = [];
  for (let i = 0; i < 4; i++) {
    const [x, y] = src[i],
      [u, v] = dst[i];
    M.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  for (let i = 0; i < 8; i++) {
    let p = i;
    for (let j = i + 1; j < 8; j++) if (Math.abs(M[j][i]) > Math.abs(M[p][i])) p = j;
    [M[i], M[p]] = [M[p], M[i]];
    for (let j = 0; j < 8; j++)
      if (j !== i) {
        const f = M[j][i] / M[i][i];
        for (let k = i; k < 9; k++) M[j][k] -= f * M[i][k];
      }
  }
  return M.map((m, i) => m[8] / m[i]);
};
/** Photographs a screen: pixel grid, perspective, blur, light and noise, in three levels. */
export const photo = async (buf, r, lvl) => {
  const s = await rawOf(buf, 1500);
  const W = pick(r, [1600, 1800]),
    H = Math.round(W * 0.75);
  const port = s.h > s.w;
  const [OW, OH] = port ? [H, W] : [W, H];
  const rot = (uni(r, [3, 8, 15][lvl - 1], [10, 20, 32][lvl - 1]) * (r() < 0.5 ? -1 : 1) * Math.PI) / 180,
    sc = uni(r, 0.75, 1) * Math.min(OW / s.w, OH / s.h),
    j = [0.02, 0.05, 0.09][lvl - 1];
  const cx = OW / 2 + gauss(r) * OW * 0.02,
    cy = OH / 2 + gauss(r) * OH * 0.02;
  const c = Math.cos(rot),
    sn = Math.sin(rot);
  const corners = [
    [0, 0],
    [s.w, 0],
    [s.w, s.h],
    [0, s.h],
  ];
  const dst = corners.map(([x, y]) => {
    const dx = (x - s.w / 2) * sc * (1 + gauss(r) * j),
      dy = (y - s.h / 2) * sc * (1 + gauss(r) * j);
    return [cx + dx * c - dy * sn, cy + dx * sn + dy * c];
  });
  const Hm = homography(dst, corners);
  const out = Buffer.alloc(OW * OH * 3);
  const gain = uni(r, [0.75, 0.45, 0.22][lvl - 1], [1, 0.85, 0.6][lvl - 1]),
    tint = [uni(r, 0.92, 1.05), 1, uni(r, 0.88, 1.06)],
    moire = [0.03, 0.1, 0.2][lvl - 1],
    fx = uni(r, 0.18, 0.5),
    fy = uni(r, 0.18, 0.5),
    ph = r() * 6;
  const gx = uni(r, 0, OW),
    gy = uni(r, 0, OH),
    gr = uni(r, 0.1, 0.25) * OW,
    ga = [0, 90, 200][lvl - 1] * r();
  const ns = [2, 5, 10][lvl - 1];
  const bgc = uni(r, 20, 90);
  for (let y = 0; y < OH; y++)
    for (let x = 0; x < OW; x++) {
      const d = Hm[6] * x + Hm[7] * y + 1,
        u = (Hm[0] * x + Hm[1] * y + Hm[2]) / d,
        v = (Hm[3] * x + Hm[4] * y + Hm[5]) / d;
      const o = (y * OW + x) * 3;
      let p0 = bgc,
        p1 = bgc * 0.95,
        p2 = bgc * 0.9;
      if (u >= 0 && v >= 0 && u < s.w - 1 && v < s.h - 1) {
        const ui = u | 0,
          vi = v | 0,
          fu = u - ui,
          fv = v - vi,
          i = (vi * s.w + ui) * 3,
          k = i + s.w * 3,
          a = (1 - fu) * (1 - fv),
          b = fu * (1 - fv),
          cc = (1 - fu) * fv,
          dd = fu * fv;
        const m = 1 + moire * (Math.sin(u * 6.28 * fx + v * 0.31 + ph) * Math.sin(v * 6.28 * fy - u * 0.17));
        p0 = (s.data[i] * a + s.data[i + 3] * b + s.data[k] * cc + s.data[k + 3] * dd) * m;
        p1 = (s.data[i + 1] * a + s.data[i + 4] * b + s.data[k + 1] * cc + s.data[k + 4] * dd) * m;
        p2 = (s.data[i + 2] * a + s.data[i + 5] * b + s.data[k + 2] * cc + s.data[k + 5] * dd) * m;
      }
      const g = ga ? ga * Math.exp(-((x - gx) ** 2 + (y - gy) ** 2) / (2 * gr * gr)) : 0,
        n = ns * (r() + r() + r() - 1.5) * 1.6;
      const vig = 1 - 0.25 * (((x - OW / 2) / OW) ** 2 + ((y - OH / 2) / OH) ** 2) * 2;
      out[o] = Math.max(0, Math.min(255, p0 * gain * tint[0] * vig + g + n));
      out[o + 1] = Math.max(0, Math.min(255, p1 * gain * vig + g + n));
      out[o + 2] = Math.max(0, Math.min(255, p2 * gain * tint[2] * vig + g + n));
    }
  return sharp(out, { raw: { width: OW, height: OH, channels: 3 } })
    .blur(uni(r, [0.4, 0.7, 1.1][lvl - 1], [0.7, 1.3, 2.1][lvl - 1]))
    .jpeg({ quality: 88 })
    .toBuffer();
};
export const fit = (buf, side, q) =>
  sharp(buf)
    .flatten({ background: "#fff" })
    .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: q, chromaSubsampling: "4:2:0" })
    .toBuffer();
/** Takes a screenshot of a screenshot in a gallery app. */
export const gallery = async (buf, r) => {
  const [w, h] = pick(r, [
    [1170, 2532],
    [1080, 2340],
    [750, 1334],
  ]);
  const inner = await sharp(buf)
    .resize({ width: Math.round(w * uni(r, 0.6, 1)), height: Math.round(h * 0.78), fit: "inside" })
    .png()
    .toBuffer();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><text x="40" y="90" fill="#fff" font-size="44" font-family="DejaVu Sans">‹ Képek    Ma 12:08</text><rect x="${w * 0.08}" y="${h * 0.93}" width="${w * 0.84}" height="6" fill="#888"/><circle cx="${w * 0.2}" cy="${h * 0.965}" r="26" fill="#ddd"/><circle cx="${w * 0.5}" cy="${h * 0.965}" r="26" fill="#ddd"/><circle cx="${w * 0.8}" cy="${h * 0.965}" r="26" fill="#ddd"/></svg>`;
  return sharp({ create: { width: w, height: h, channels: 3, background: "#000" } })
    .composite([{ input: inner, gravity: "centre" }, { input: Buffer.from(svg) }])
    .png()
    .toBuffer()
    .then(async (b) => ({ buf: b, inner: (await sharp(inner).metadata()).width }));
};
