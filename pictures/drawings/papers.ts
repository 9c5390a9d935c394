import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { press, ring, say } from "../marks.ts";
import { bars, line, phone, table } from "../parts.ts";

const pen = "stroke:#403c39;stroke-width:7";
const portrait = (size: number) =>
  `<svg width="${size}" height="${size * 1.25}" viewBox="0 0 80 100" style="stroke:#57534e;stroke-width:4;background:#e7e3dd;border-radius:14px"><circle cx="40" cy="38" r="17"/><path d="M12 94c2-44 54-44 56 0"/></svg>`;
const chip = `<svg width="116" height="92" viewBox="0 0 116 92" style="${pen};stroke-width:5"><rect x="4" y="4" width="108" height="84" rx="16" fill="#f7d48a"/><path d="M4 32h34v28H4M112 32H78v28h34M38 32V4M78 60v28M58 4v84"/></svg>`;
const sheet = "background:#fff;border:7px solid #403c39;border-radius:36px";

const cardReady = table(
  "Ezek kellenek",
  `<div style="${sheet};margin:10px 90px 0 90px;padding:34px 40px;display:flex;gap:40px;align-items:center">${portrait(190)}
  <div style="flex:1;display:flex;flex-direction:column;gap:26px"><p style="font-size:44px;font-weight:700;color:#57534e">Személyi igazolvány</p><p style="font-size:64px;line-height:1;font-weight:800">Minta Anna</p>
  <div class="line">${chip}<div style="flex:1">${bars(100, 70)}</div></div></div></div>
  <div style="position:relative;margin:64px 90px 0 90px">
    <div style="${sheet};position:relative;margin:0 40px;padding:52px 56px 210px">${ring(`<p style="padding:10px;text-align:center;font-size:64px;font-weight:800">MintaAnnaKod</p>`)}
    <div>${say({ tag: "regisztrációs kód" })}</div></div>
    <div style="position:absolute;left:0;right:0;bottom:-150px;height:330px"><svg width="812" height="330" viewBox="0 0 812 330" style="${pen}"><path d="M6 6 406 130 806 6v318H6z" fill="#fff" style="stroke:#2f7d4f;stroke-width:20"/><path d="M6 324 300 104M806 324 512 104" style="stroke:#2f7d4f;stroke-width:8"/></svg></div>
    <p style="position:absolute;left:0;right:0;bottom:-128px;text-align:center;font-size:50px;font-weight:700;color:#2b5e41">zöld szélű boríték</p>
  </div>`,
);

const longAddress = `<div class="pill" style="align-items:flex-start;border-radius:44px;padding:26px 40px;font-size:58px;font-weight:700;line-height:1.2;color:#1c2733">${icon.lock}<span>ugyfelkapu.gov.hu/<br>regisztracio/<br>regEszemelyi</span></div>`;

const cardPage = phone(
  "A böngésződben",
  `<div class="page" style="padding-top:60px;gap:60px">${press(longAddress, { tag: "Ide illeszd be" })}${bars(100, 84)}</div>`,
);

const paperOf = (name: string, look: string, inside: string) =>
  `<div style="flex:1;display:flex;flex-direction:column;align-items:center;gap:22px"><div style="${sheet};border-radius:24px;height:250px;display:flex;align-items:center;justify-content:center;gap:16px;${look}">${inside}</div>
  <p style="height:112px;font-size:46px;line-height:1.2;font-weight:700;text-align:center">${name}</p></div>`;
const or = `<p style="margin-bottom:134px;font-size:46px;font-weight:600;color:#57534e">vagy</p>`;
const crest = `<svg width="96" height="96" viewBox="0 0 48 48" style="color:#fff;stroke-width:3"><circle cx="24" cy="24" r="19"/><path d="M5 24h38M24 5c-14 12-14 26 0 38M24 5c14 12 14 26 0 38"/></svg>`;
const car = `<svg width="96" height="70" viewBox="0 0 48 35" style="color:#57534e;stroke-width:3"><path d="M3 26V18l6-3 5-10h18l6 10 7 3v8zM9 15h29"/><circle cx="13" cy="27" r="4.5" fill="#fff"/><circle cx="35" cy="27" r="4.5" fill="#fff"/></svg>`;

const officeBring = table(
  "Ezt vidd magaddal",
  `<div class="page spread" style="padding:0 0 40px"><div class="box" style="border:7px solid #d6d0c7;border-radius:48px;padding:44px 30px 30px">
  <h1 style="padding:0 20px 40px;font-size:64px">Egy okmányt</h1>
  <div class="line" style="gap:10px">${paperOf("személyi igazolvány", "width:250px;height:180px;margin:35px 0", portrait(84) + `<div style="width:80px">${bars(100, 70)}</div>`)}${or}
  ${paperOf("útlevél", "width:190px;background:#1e3a5f", crest)}${or}
  ${paperOf("kártyás jogosítvány", "width:250px;height:180px;margin:35px 0", portrait(84) + car)}</div></div>
  <div class="box" style="border:7px solid #d6d0c7;border-radius:48px;padding:44px 50px"><h1 style="padding-bottom:34px;font-size:64px">és egy e-mail-címet</h1>
  ${line(`<span style="color:#57534e">${icon.letter}</span>`, `<p style="font-size:52px;font-weight:700">minta.anna@example.com</p>`)}</div></div>`,
);

/** Registering with a card, or in an office. */
export const papers: readonly Drawing[] = [
  { name: "cardReady", body: cardReady, height: 1180 },
  { name: "cardPage", body: cardPage, height: 780 },
  { name: "officeBring", body: officeBring, height: 1080 },
];
