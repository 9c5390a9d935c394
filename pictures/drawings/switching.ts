import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { ring, say, tag } from "../marks.ts";
import { bars, table, then } from "../parts.ts";
import { strong } from "../style.ts";

/** The path of a finger from the lower edge. */
const fingerPath = `<svg width="72" height="190" viewBox="0 0 72 190" style="color:${strong};stroke-width:13"><path d="M36 182V14M10 42 36 12 62 42"/></svg>`;

/** The lower end of a phone: what to press there, and the words above it. */
const lowerEnd = (saying: string, signs: string) =>
  `<div style="flex:1;min-width:0;display:flex;flex-direction:column;justify-content:flex-end;height:310px;background:#fff;border:12px solid #403c39;border-top:0;border-radius:0 0 56px 56px">
  <div style="flex:1;display:flex;align-items:center;justify-content:center">${saying}</div>${signs}</div>`;

const smallTag = (text: string) => `<span class="narrow">${tag(text, 1)}</span>`;

const caption = (text: string) =>
  `<p style="flex:1;text-align:center;font-size:46px;font-weight:700;color:#44403c">${text}</p>`;

/** Two kinds of phones beside each other. */
const either = (captions: readonly [string, string], ends: readonly [string, string]) =>
  `<div class="line" style="flex:none;gap:36px;padding-bottom:14px">${captions.map(caption).join("")}</div>` +
  `<div class="line" style="flex:none;gap:36px">${ends.join("")}</div>`;

/** The navigation signs of an Android phone; the one at `place` is ringed. */
const signs = (all: readonly string[], place: number) =>
  `<div style="display:flex;justify-content:space-between;padding:30px 56px 34px;color:#57534e">${all
    .map((sign, at) => (at === place ? `<span style="color:#1c2733">${ring(sign, "round")}</span>` : sign))
    .join("")}</div>`;

const pointing = (text: string, along: "left" | "right") =>
  `<div style="width:100%;padding:0 36px 8px;align-self:flex-end">${say({ tag: text, turn: 1, at: "above", along })}</div>`;

const drawUp = lowerEnd(
  `<div style="display:flex;align-items:center;gap:14px">${fingerPath}${smallTag("Húzd fel,<br>tartsd ott")}</div>`,
  `<div style="display:flex;justify-content:center;padding:0 0 26px"><span style="width:190px;height:16px;border-radius:8px;background:#1c2733"></span></div>`,
);

const card = (sign: string, name: string, inside: string) =>
  `<div style="flex:1">${ring(`<div style="height:250px;overflow:hidden;padding:20px 26px;border:6px solid #57534e;border-radius:30px;background:#fff">
  <div class="line" style="gap:18px;font-size:50px;font-weight:700;color:#1e3a5f">${sign}${name}</div><div style="height:22px"></div>${inside}</div>`)}</div>`;

const cards = `<div style="flex:none;padding:0 36px">
  <div class="line" style="gap:84px">${card(icon.globe, "Böngésző", bars(100, 100, 70))}${card(icon.send, "Telegram", `<div style="padding-right:90px">${bars(100)}</div><div style="height:24px"></div><div style="padding-left:90px">${bars(100)}</div><div style="height:24px"></div><div style="padding-right:120px">${bars(100)}</div>`)}</div>
  ${say({ tag: "Arra, amelyik kell", turn: 2, along: "middle" })}</div>`;

const thenCards = (kinds: string) => table("Így váltasz a két ablak között", kinds + then + cards);

const samsung = thenCards(
  either(
    ["Ha vannak gombok", "Ha nincsenek"],
    [lowerEnd(pointing("Ide", "left"), signs([icon.lines, icon.roundSquare, icon.angle], 0)), drawUp],
  ),
);

const android = thenCards(
  either(
    ["Ha vannak gombok", "Ha nincsenek"],
    [lowerEnd(pointing("Ide", "right"), signs([icon.angle, icon.circle, icon.square], 2)), drawUp],
  ),
);

const roundButton = lowerEnd(
  `<div style="padding-top:20px">${smallTag("Nyomd meg<br>kétszer")}</div>`,
  `<div style="display:flex;justify-content:center;padding:30px 0 26px">${ring(`<span style="display:block;width:96px;height:96px;border:8px solid #57534e;border-radius:50%;background:#f5f3f0"></span>`, "round")}</div>`,
);

const iphone = thenCards(either(["Gomb nélkül", "Kerek gombbal"], [drawUp, roundButton]));

/** How to switch between the browser and Telegram. */
export const switching: readonly Drawing[] = [
  { name: "switch.samsung", body: samsung, height: 910 },
  { name: "switch.android", body: android, height: 910 },
  { name: "switch.iphone", body: iphone, height: 910 },
];
