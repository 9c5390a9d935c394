import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { hint, never, press, pressBeside, pressInside } from "../marks.ts";
import {
  bars,
  browserPage,
  browserWindow,
  button,
  dots,
  field,
  input,
  inventedCode,
  labelled,
  line,
  phone,
  phoneBelow,
  row,
  table,
  then,
} from "../parts.ts";

const site = "ugyfelkapu.gov.hu";
const chooserSite = "kau.gov.hu";
const loginSite = "idp.gov.hu";
const typed = `<div class="pill" style="font-size:56px;font-weight:700;padding:20px 36px">${site}<span style="width:6px;height:62px;background:#1c2733;margin-left:-14px"></span></div>`;

const openAndroid = phone(
  "A böngésződben",
  `<div class="page" style="padding-top:50px;gap:40px">${press(typed, { tag: "Ide írd be" })}${bars(100, 84, 60)}</div>`,
);

const openIphone = phoneBelow(
  "A böngésződben",
  `<div class="page" style="justify-content:space-between;gap:24px;padding:26px 48px 20px">
  <div class="pill" style="flex:none;justify-content:center;border-style:dashed;padding:22px 36px;color:#57534e">Lehet, hogy nálad itt van, felül</div>
  ${bars(100, 76)}${press(typed, { tag: "Ide írd be", at: "above" })}
  <div class="line" style="justify-content:space-between;padding:0 30px;color:#a8a29e">${icon.back}${icon.forward}${icon.share}${icon.menu}</div></div>`,
);

const enter = table(
  "Két oldal egymás után",
  browserWindow(site, [press(button("Bejelentkezés"), { tag: "Először ide", turn: 1 })]) +
    then +
    browserWindow(chooserSite, [press(button("Ügyfélkapuval", "outline"), { tag: "Utána ide", turn: 2 })]),
);

const login = browserPage(
  loginSite,
  [
    "<h1>AZONOSÍTÁS</h1>",
    field("FELHASZNÁLÓNÉV", "mintaanna"),
    field("JELSZÓ", dots),
    pressBeside(button("BEJELENTKEZÉS"), { tag: "Végül" }),
    `<p class="quiet" style="text-decoration:underline">Elfelejtett jelszó</p>`,
  ],
  "tight",
);

const emailEntry = "Ügyfélkapu+ igénylés e-mailes kóddal";
const deletion = never(row("ÜGYFÉLKAPU TÖRLÉSE"), "Soha ne ezt!");

const notThis = (place: string) =>
  `<div>${place}<div style="display:flex;justify-content:flex-end;margin:-16px 30px 0">${hint("Most ne ezt")}</div></div>`;

const apply = phone(
  "A böngésződben",
  `<div class="page tight" style="gap:8px;padding-top:22px">
  ${notThis(button(emailEntry, "pale"))}
  ${row("REGISZTRÁCIÓS ADATOK")}${row("JELSZÓVÁLTOZTATÁS")}<div style="height:16px"></div>
  ${press(row("ÜGYFÉLKAPU+ IGÉNYLÉSE", "main"), { tag: "Ide koppints" })}
  ${row("BEÁLLÍTÁSOK")}${deletion}</div>`,
);

const emailApply = phone(
  "A böngésződben",
  `<div class="page tight" style="gap:8px;padding-top:40px">
  ${press(button(emailEntry), { tag: "Ide koppints" })}
  ${row("REGISZTRÁCIÓS ADATOK")}${row("JELSZÓVÁLTOZTATÁS")}${notThis(row("ÜGYFÉLKAPU+ IGÉNYLÉSE"))}${row("BEÁLLÍTÁSOK")}${deletion}</div>`,
);

const goOn = browserPage(
  site,
  [
    "<h1>ÜGYFÉLKAPU+ IGÉNYLÉSE</h1>",
    bars(100, 84),
    press(button("Tovább az Ügyfélkapu+ igényléséhez"), { tag: "Ide koppints" }),
  ],
  "spread",
);

const dropDown = (inside: string) =>
  `<div class="box" style="display:flex;flex-direction:column;gap:18px;margin-top:14px;padding:22px 40px;background:#faf8f5">${inside}</div>`;
const plusRow = `<div class="row main" style="background:#fff;border:5px solid #1e3a5f;border-radius:16px;padding:20px 34px;font-size:52px">Ügyfélkapu+<span class="push">${icon.up}</span></div>`;
const byApp = "Ügyfélkapu+ hitelesítő alkalmazással";
const byMail = "Ügyfélkapu+ e-mailes kóddal";

const chooser = (inside: string) =>
  phone(
    "A böngésződben",
    `<div class="page tight" style="gap:24px">${button("DÁP mobilalkalmazással", "pale")}
    <div>${press(plusRow, { tag: "Nyisd le", turn: 1 })}${dropDown(inside)}</div></div>`,
  );

const loginCode = browserPage(
  loginSite,
  [
    labelled("Hitelesítő kód", pressInside(inventedCode, { tag: "Ide illeszd be", turn: 1 })),
    press(button("Bejelentkezés"), { tag: "Rögtön utána ide", turn: 2 }),
  ],
  "spread",
);

const settings = `<div class="row main" style="display:block">Ügyfélkapu beállítások<p style="margin-top:4px;font-size:44px;font-weight:600">vagy: BEÁLLÍTÁSOK</p></div>`;

const resetMenu = browserPage(
  site,
  [
    press(settings, { tag: "Először ide", turn: 1 }),
    press(button("Beállítás másik eszközre"), { tag: "Utána ide", turn: 2 }),
  ],
  "spread",
);

const emailSend = browserPage(
  site,
  [
    line(
      `<span style="color:#78716c">${icon.letter}</span>`,
      `<span style="font-size:50px;font-weight:600">minta.anna@example.com</span>`,
    ),
    field("Jelszó", dots),
    press(button("Megerősítő kód küldése"), { tag: "Ide koppints" }),
  ],
  "spread",
);

const letter = `<div class="box" style="padding:22px 34px 14px;border-radius:28px"><div class="line" style="align-items:flex-start;color:#57534e">${icon.letter}
  <p style="font-size:46px;font-weight:700;line-height:1.2;text-wrap:balance">Ügyfélkapu+ igénylés – Megerősítő kód</p></div>
  <p style="margin-top:10px;text-align:center;font-size:80px;line-height:1.1;font-weight:800;letter-spacing:.04em">${inventedCode}</p></div>`;

const emailCode = table(
  "Az e-mail és az oldal",
  press(letter, { tag: "Ezt keresd", turn: 1 }) +
    `<div style="flex:none;height:22px"></div>` +
    `<div class="window" style="padding:20px 44px;background:#a8a29e">
  <div class="line" style="padding-bottom:16px"><div style="flex:1">${bars(100, 70)}</div>${hint("Kis ablak az oldalon")}</div>
  <div class="box" style="padding:16px 34px 12px;border:0;border-radius:34px">
  <div style="display:flex;justify-content:flex-end;margin:-4px -8px 4px;color:#78716c">${icon.smallCross}</div>
  ${press(input(inventedCode), { tag: "Ide írd be", turn: 2 })}<div style="height:16px"></div>
  ${pressBeside(button("Megerősítés"), { tag: "Végül", turn: 3 })}</div></div>`,
);

/** From opening the page to being inside, and the menu there. */
export const entry: readonly Drawing[] = [
  { name: "open.android", body: openAndroid, height: 560 },
  { name: "open.iphone", body: openIphone, height: 720 },
  { name: "enter", body: enter, height: 960 },
  { name: "login", body: login, height: 900 },
  { name: "apply", body: apply, height: 1110 },
  { name: "continue", body: goOn, height: 870 },
  {
    name: "newLogin",
    body: chooser(`${press(button(byApp), { tag: "Ezt válaszd", turn: 2 })}${button(byMail, "pale")}`),
    height: 950,
  },
  { name: "loginCode", body: loginCode, height: 765 },
  { name: "emailApply", body: emailApply, height: 1110 },
  { name: "emailSend", body: emailSend, height: 910 },
  { name: "emailCode", body: emailCode, height: 1030 },
  {
    name: "emailLogin",
    body: chooser(`${button(byApp, "pale")}${press(button(byMail), { tag: "Ezt válaszd", turn: 2 })}`),
    height: 930,
  },
  { name: "resetMenu", body: resetMenu, height: 900 },
];
