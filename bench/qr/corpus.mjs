// Draws the corpus: screens of a registration, what happens to them on the way to the bot, every file format, and hostile
// files. manifest.jsonl has one line per picture; `ppm` is pixels per module.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { fit, gallery, photo } from "./damage.mjs";
import { formats } from "./formats.mjs";
import { hostile } from "./hostile.mjs";
import { page, scenes } from "./pages.mjs";
import { pick, seeded, uni } from "./random.mjs";

sharp.concurrency(1);

/**
 * @param out the folder for the corpus
 * @param seed of all random choices
 * @param bases how many screens to draw; every 20 contain each scene once, and the light one three times
 * @param browserPath of chromium
 */
export const makeCorpus = async ({ out, seed, bases, browserPath }) => {
  const random = seeded(seed);
  const rows = [];
  mkdirSync(out, { recursive: true });
  const put = (group, sub, name, ext, buf, expect, kind, extra = {}) => {
    const file = `${group}/${name}-${sub}.${ext}`;
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), buf);
    rows.push({ file, group, sub, kind, expect, ...extra });
  };
  const o4 = (p) => p.margin / (p.modules + 2 * p.margin); // The quiet zone's share.
  const tmp = mkdtempSync(join(tmpdir(), "qrgen-"));
  const heic = (buf, q) => {
    const i = join(tmp, "i.png"),
      o = join(tmp, "o.heic");
    writeFileSync(i, buf);
    try {
      execFileSync("heif-enc", ["-q", String(q), "-o", o, i], { stdio: "ignore" });
      return readFileSync(o);
    } catch {
      return null;
    } finally {
      rmSync(i, { force: true });
      rmSync(o, { force: true });
    }
  };

  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
  });
  const first = []; // Screens for the format and hostile groups.
  for (let b = 0; b < bases; b++) {
    const scene = scenes[b % scenes.length];
    const r = random(`base${b}`);
    const dev =
      scene === "desktop"
        ? "desktop"
        : scene === "cutoff"
          ? pick(r, ["se", "ip14", "s22"])
          : pick(r, [
              "se",
              "ip14",
              "ip14",
              "ip15pm",
              "s22",
              "s22",
              "pixel",
              "cheap",
              "old",
              ...(scene === "light" ? ["ipad"] : []),
            ]);
    const p = await page(scene, r, dev);
    const ctx = await browser.newContext({ viewport: { width: p.w, height: p.h }, deviceScaleFactor: p.dpr });
    const pg = await ctx.newPage();
    await pg.setContent(p.html, { waitUntil: "load" });
    if (!p.full && p.kind === "positive" && scene !== "gallery") {
      // The user scrolls the code into view; the cutoff scene has a partly hidden one.
      await pg.evaluate(() => {
        const i = document.querySelector("main img");
        if (!i) return;
        const b = i.getBoundingClientRect();
        const bb = document.querySelector(".bb")?.getBoundingClientRect().height ?? 0;
        const lim = innerHeight - bb - 8;
        if (b.bottom > lim) scrollBy(0, b.bottom - lim + 10);
      });
    }
    if (scene === "thumb-overlay")
      await pg.evaluate(
        (frac) => {
          const i = document.querySelector("main img").getBoundingClientRect();
          const o = [...document.querySelectorAll("div")].find((d) => d.style.zIndex === "9");
          const t = o.getBoundingClientRect();
          const m = frac;
          o.style.top = `${i.bottom - i.height * m}px`;
          o.style.bottom = "auto";
          o.style.left = `${i.left - t.width + i.width * m}px`;
          return true;
        },
        uni(r, 0.05, 0.1) + o4(p),
      ); // The thumbnail covers a little of the bottom left finder pattern.
    if (scene === "cutoff")
      await pg.evaluate(() => {
        document.querySelector(".shift").style.marginTop = "-250px";
        const j = document.querySelector("main img").getBoundingClientRect();
        scrollTo(0, 0);
        const want = -j.height * 0.4;
        document.querySelector(".shift").style.marginTop = `${-250 + (want - j.top)}px`;
      });
    let buf = await pg.screenshot({ fullPage: p.full, type: "png" });
    const box =
      scene !== "noqr"
        ? await pg.evaluate(() => {
            const b = document.querySelector("main img").getBoundingClientRect();
            return { x: b.x + scrollX, y: b.y, w: b.width, h: b.height, sy: scrollY };
          })
        : null;
    await ctx.close();
    let ppm = p.ppm;
    if (scene === "gallery") {
      const m0 = await sharp(buf).metadata();
      const g = await gallery(buf, r);
      buf = g.buf;
      ppm *= g.inner / m0.width;
    }
    if (scene === "noquiet") {
      // Cropped exactly at the modules, with or without dark surroundings.
      const m = await sharp(buf).metadata();
      const L = Math.max(0, Math.round(box.x * p.dpr)),
        T = Math.max(0, Math.round(box.y * p.dpr));
      const W = Math.min(m.width - L, Math.round(box.w * p.dpr)),
        H = Math.min(m.height - T, Math.round(box.h * p.dpr));
      buf = await sharp(buf).extract({ left: L, top: T, width: W, height: H }).png().toBuffer();
      if (r() < 0.5)
        buf = await sharp(buf)
          .extend({
            top: 90,
            bottom: 120,
            left: 40,
            right: 40,
            background: pick(r, ["#000", "#222", "#444"]),
          })
          .png()
          .toBuffer();
    }
    const tag = `b${String(b).padStart(3, "0")}-${scene}-${dev}`;
    const K = p.kind,
      X = p.texts;
    const neg = K === "negative";
    const mm = await sharp(buf).metadata(),
      long = Math.max(mm.width, mm.height);
    const at = (side) => ({
      scene,
      dev,
      multi: scene === "twoqr" || undefined,
      ppm: neg ? undefined : +(ppm * Math.min(1, side / long)).toFixed(2),
    });
    const ex = at(1e9);
    const E = neg ? [] : X;
    if (scene === "light" && first.length < 6) first.push({ buf, X });
    put("doc-png", "png", tag, "png", buf, E, K, ex);
    put("tg-photo", "tg1280", tag, "jpg", await fit(buf, 1280, 80), E, K, at(1280));
    put("tg-photo", "tg2x", tag, "jpg", await fit(await fit(buf, 1280, 80), 1280, 72), E, K, at(1280));
    const rs = random(`deg${b}`);
    put("tg-small", "tg800", tag, "jpg", await fit(await fit(buf, 1280, 80), 800, 75), E, K, at(800));
    if (scene !== "longpage") put("thumb", "thumb480", tag, "jpg", await fit(buf, 480, 80), E, K, at(480));
    if (scene !== "longpage" && !neg)
      put("thumb", "thumb320", tag, "jpg", await fit(buf, 320, 80), E, K, at(320));
    if (scene !== "longpage")
      for (const lvl of [1, 2, 3])
        put(
          `photo-${lvl}`,
          "photo",
          tag,
          "jpg",
          await fit(
            await photo(
              scene === "noquiet"
                ? await sharp(buf)
                    .extend({
                      top: mm.height >> 1,
                      bottom: mm.height >> 1,
                      left: mm.width >> 2,
                      right: mm.width >> 2,
                      background: "#3a3a3a",
                    })
                    .png()
                    .toBuffer()
                : buf,
              rs,
              lvl,
            ),
            1280,
            82,
          ),
          E,
          K,
          { ...at(scene === "noquiet" ? 600 : 1100), lvl },
        );
    if (!neg && b % 2 === 0) {
      const k = pick(rs, [90, 180, 270, 12, -7]);
      put(
        "rotated",
        `rot${k}`,
        tag,
        "jpg",
        await fit(await sharp(buf).rotate(k, { background: "#fff" }).png().toBuffer(), 1280, 80),
        E,
        K,
        at(1280),
      );
    }
  }
  await browser.close();

  await formats({ first, put, heic });
  await hostile({ first, put, heic, random });
  writeFileSync(join(out, "manifest.jsonl"), rows.map((x) => JSON.stringify(x)).join("\n") + "\n");
  rmSync(tmp, { recursive: true, force: true });
  return rows.length;
};
