import type { Drawing } from "../drawing.ts";
import { hint, press, pressBeside, pressInside, pressShort, ring, say, tag } from "../marks.ts";
import {
  bars,
  browserPage,
  button,
  dots,
  input,
  inventedCode,
  inventedKey,
  labelled,
  phone,
  tickBox,
} from "../parts.ts";

const site = "ugyfelkapu.gov.hu";
const where = "A böngésződben";

const characters = browserPage(
  site,
  [
    "<h2>1. QR-KÓD LEOLVASÁSA</h2>",
    `<div style="padding:0 20px">${pressShort(`<span class="link">Nem tudom beolvasni a kódot</span>`, { tag: "Először ide", turn: 1 })}</div>`,
    bars(100, 88),
    press(
      `<p class="box" style="padding:34px 10px;text-align:center;font-size:68px;font-weight:700;letter-spacing:.03em">${inventedKey}</p>`,
      { tag: "Ezt másold ki", turn: 2 },
    ),
  ],
  "spread",
);

/** Low, because the step's text is the longest. */
const password = phone(
  where,
  `<div class="page tight spread">
    ${labelled("ÜGYFÉLKAPUS JELSZÓ *", press(input(dots), { tag: "Ide a jelszavadat" }))}
    <div class="line"><div style="flex:1">${button("TOVÁBB", "pale")}</div>${hint("Még ne ezt")}</div></div>`,
);

/** Low, because the step shows the code as well. */
const code =
  phone(
    where,
    `<div class="page tight spread">
    ${labelled("AZONOSÍTÓ MEGADÁSA *", pressInside(inventedCode, { tag: "Ide illeszd be", turn: 1 }))}
    ${pressBeside(button("TOVÁBB"), { tag: "Rögtön ez", turn: 2 })}</div>`,
  ) +
  `<div class="line" style="flex:none;margin:0 -44px;padding:18px 74px;background:#f1ede6;border-top:6px solid #d6d0c7">
  ${tag("Utána", 3)}<div style="flex:1">${button("Mentés", "outline")}</div></div>`;

/** Of a page that may ask for either, whose labels are not known. */
const resetCode = phone(
  where,
  `<div class="page tight spread">${press(input(dots), { tag: "Ha jelszót kér" })}
  ${press(input(inventedCode), { tag: "Ha hat számot kér" })}</div>`,
);

const pencil = `<svg width="130" height="130" viewBox="0 0 130 130" style="stroke:#403c39;stroke-width:5;position:absolute;right:-50px;bottom:-14px">
  <path d="M10 120 20 88 98 10l22 22-78 78z" fill="#f7d48a"/><path d="M10 120l10-32 22 22z" fill="#fff"/><path d="m10 120 5-16 11 11z" fill="#403c39"/><path d="m86 22 22 22"/></svg>`;
const paper = `<div style="position:relative;margin:36px 50px 0 auto;padding:8px 60px 10px 36px;background:#fffdf7;border:5px solid #a8a29e;border-radius:8px;transform:rotate(-2deg);color:#23408e">
  <p style="font-size:68px;line-height:1.2;font-weight:700;letter-spacing:.03em;font-style:oblique 12deg;border-bottom:4px solid #d6d3d1">12345678</p>${pencil}</div>`;

const cancellationCode = phone(
  where,
  `<div class="page tight" style="gap:14px"><h1>TÖRLŐKÓD</h1>
  ${ring(`<p class="box" style="padding:10px;text-align:center;font-size:80px;line-height:1.1;font-weight:800;letter-spacing:.05em">12345678</p>`)}
  <div style="display:flex;align-items:flex-start">${say({ tag: "Írd fel", turn: 1 })}${paper}</div>
  ${press(button("Törlőkód mentése", "outline"), { tag: "Utána ide", turn: 2 })}</div>`,
);

const finish = browserPage(
  site,
  [
    "<h1>TÖRLŐKÓD</h1>",
    bars(100),
    press(tickBox("A FENTI TÖRLŐKÓD MENTÉSÉRŐL GONDOSKODTAM"), { tag: "Pipáld ki", turn: 1 }),
    pressBeside(button("BEFEJEZÉS"), { tag: "Utána", turn: 2 }),
  ],
  "spread",
);

const cancelFinish = browserPage(
  site,
  [
    press(button("Törlőkód mentése"), { tag: "Először ide", turn: 1 }),
    press(tickBox("Törlőkód mentéséről gondoskodtam"), { tag: "Pipáld ki", turn: 2 }),
    pressBeside(button("Befejezés"), { tag: "Végül", turn: 3 }),
  ],
  "tight spread",
);

/** The set-up page and what follows it, to the end. */
export const setup: readonly Drawing[] = [
  { name: "characters", body: characters, height: 1068 },
  { name: "password", body: password, height: 545 },
  { name: "code", body: code, height: 600 },
  { name: "resetCode", body: resetCode, height: 610 },
  { name: "cancellationCode", body: cancellationCode, height: 762 },
  { name: "finish", body: finish, height: 900 },
  { name: "cancelFinish", body: cancelFinish, height: 1010 },
];
