import type { Drawing } from "../drawing.ts";
import { press, pressShort, say } from "../marks.ts";
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

const password = browserPage(
  site,
  [
    "<h2>2. ÜGYFÉLKAPUHOZ TARTOZÓ JELSZÓ MEGADÁSA</h2>",
    labelled("ÜGYFÉLKAPUS JELSZÓ *", press(input(dots), { tag: "Ide a jelszavadat" })),
    bars(100, 80),
  ],
  "spread",
);

const code = browserPage(
  site,
  [
    "<h2>3. MOBILALKALMAZÁSBAN KAPOTT AZONOSÍTÓ</h2>",
    labelled("AZONOSÍTÓ MEGADÁSA *", press(input(inventedCode), { tag: "Ide a hat számot" })),
    bars(70),
  ],
  "spread",
);

const save = browserPage(
  site,
  [
    bars(100, 80),
    press(button("TOVÁBB"), { tag: "Először ide", turn: 1 }),
    bars(100, 90, 60),
    press(button("Mentés"), { tag: "Utána ide", turn: 2 }),
  ],
  "spread",
);

const pencil = `<svg width="260" height="260" viewBox="0 0 130 130" style="stroke:#403c39;stroke-width:4;position:absolute;right:-26px;bottom:34px">
  <path d="M10 120 20 88 98 10l22 22-78 78z" fill="#f7d48a"/><path d="M10 120l10-32 22 22z" fill="#fff"/><path d="m10 120 5-16 11 11z" fill="#403c39"/><path d="m86 22 22 22"/></svg>`;
const paper = `<div style="position:relative;margin:0 70px 52px 30px;padding:30px 60px 40px;background:#fffdf7;border:5px solid #a8a29e;border-radius:8px;transform:rotate(-1.2deg);color:#23408e">
  <p style="font-size:52px;font-weight:700;font-style:oblique 12deg">Törlőkód</p>
  <p style="font-size:104px;line-height:1.1;font-weight:700;letter-spacing:.05em;font-style:oblique 12deg;border-bottom:4px solid #d6d3d1">1234 5678</p>
  <div style="height:60px;border-bottom:4px solid #d6d3d1"></div>${pencil}</div>`;

const cancellationCode =
  phone(
    where,
    `<div class="page tight"><h1>TÖRLŐKÓD</h1><p class="box" style="padding:22px;text-align:center;font-size:88px;line-height:1.1;font-weight:800;letter-spacing:.05em">1234 5678</p>
    ${button("Törlőkód mentése", "outline")}${bars(100, 84)}</div>`,
  ) +
  `<div style="flex:none;margin:0 -44px;padding:34px 44px 0;background:#f1ede6;border-top:6px solid #d6d0c7"><div style="margin:0 0 -10px 60px">${say({ tag: "Írd fel papírra", at: "above" })}</div>${paper}</div>`;

const finish = browserPage(
  site,
  [
    "<h1>TÖRLŐKÓD</h1>",
    bars(100, 80),
    press(tickBox("A FENTI TÖRLŐKÓD MENTÉSÉRŐL GONDOSKODTAM"), { tag: "Pipáld ki", turn: 1 }),
    press(button("BEFEJEZÉS"), { tag: "Utána ide", turn: 2 }),
  ],
  "spread",
);

const cancelFinish = browserPage(
  site,
  [
    press(button("Törlőkód mentése"), { tag: "Először ide", turn: 1 }),
    press(tickBox("Törlőkód mentéséről gondoskodtam"), { tag: "Pipáld ki", turn: 2 }),
    press(button("Befejezés"), { tag: "Végül ide", turn: 3 }),
  ],
  "tight spread",
);

/** The set-up page and what follows it, to the end. */
export const setup: readonly Drawing[] = [
  { name: "characters", body: characters },
  { name: "password", body: password, height: 1160 },
  { name: "code", body: code, height: 1160 },
  { name: "save", body: save },
  { name: "cancellationCode", body: cancellationCode },
  { name: "finish", body: finish },
  { name: "cancelFinish", body: cancelFinish },
];
