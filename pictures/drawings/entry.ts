import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { hint, never, press } from "../marks.ts";
import {
  bars,
  browserPage,
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
} from "../parts.ts";

const site = "ugyfelkapu.gov.hu";
const loginSite = "idp.gov.hu";
const typed = `<div class="pill" style="font-size:56px;font-weight:700;padding:26px 36px">${site}<span style="width:6px;height:62px;background:#1c2733;margin-left:-14px"></span></div>`;

const openAndroid = phone(
  "A böngésződben",
  `<div class="page" style="padding-top:60px;gap:70px">${press(typed, { tag: "Ide írd be" })}${bars(100, 84, 92, 60)}${bars(100, 76)}</div>`,
);

const openIphone = phoneBelow(
  "A böngésződben",
  `<div class="page" style="justify-content:flex-end;gap:60px;padding-bottom:40px">${bars(100, 76, 92)}${bars(100, 84, 60)}
  ${press(typed, { tag: "Ide írd be", at: "above" })}
  <div class="line" style="justify-content:space-between;padding:0 30px;color:#a8a29e">${icon.back}${icon.forward}${icon.share}${icon.menu}</div></div>`,
);

const enter = browserPage(
  site,
  [
    bars(70),
    press(button("Bejelentkezés"), { tag: "Először ide", turn: 1 }),
    bars(100, 80),
    press(button("Ügyfélkapuval", "outline"), { tag: "Utána ide", turn: 2 }),
  ],
  "spread",
);

const login = browserPage(
  loginSite,
  [
    "<h1>AZONOSÍTÁS</h1>",
    field("FELHASZNÁLÓNÉV", "mintaanna"),
    field("JELSZÓ", dots),
    `<div style="height:0"></div>`,
    press(button("BEJELENTKEZÉS"), { tag: "Végül ide" }),
    `<p class="quiet" style="text-decoration:underline;padding-top:14px">Elfelejtett jelszó</p>`,
  ],
  "tight",
);

const emailEntry = "Ügyfélkapu+ igénylés e-mailes kóddal";
const deletion = never(row("ÜGYFÉLKAPU TÖRLÉSE"), "Soha ne ezt!");

const apply = phone(
  "A böngésződben",
  `<div class="page tight" style="gap:8px;padding-top:22px">
  <div>${button(emailEntry, "pale")}<div style="display:flex;justify-content:flex-end;margin:-16px 30px 0">${hint("Most ne ezt")}</div></div>
  ${row("REGISZTRÁCIÓS ADATOK")}${row("JELSZÓVÁLTOZTATÁS")}<div style="height:16px"></div>
  ${press(row("ÜGYFÉLKAPU+ IGÉNYLÉSE", "main"), { tag: "Ide koppints" })}
  ${row("BEÁLLÍTÁSOK")}${deletion}</div>`,
);

const emailApply = phone(
  "A böngésződben",
  `<div class="page tight" style="gap:14px;padding-top:50px">
  ${press(button(emailEntry), { tag: "Ide koppints" })}
  ${row("REGISZTRÁCIÓS ADATOK")}${row("JELSZÓVÁLTOZTATÁS")}${row("ÜGYFÉLKAPU+ IGÉNYLÉSE")}${row("BEÁLLÍTÁSOK")}${deletion}</div>`,
);

const goOn = browserPage(
  site,
  [
    "<h1>ÜGYFÉLKAPU+ IGÉNYLÉSE</h1>",
    bars(100, 92, 97, 60),
    press(button("Tovább az Ügyfélkapu+ igényléséhez"), { tag: "Ide koppints" }),
    bars(100, 84),
  ],
  "spread",
);

const dropDown = (inside: string) =>
  `<div class="box" style="display:flex;flex-direction:column;gap:40px;margin-top:14px;padding:44px 40px;background:#faf8f5">${inside}</div>`;
const plusRow = `<div class="row main" style="background:#fff;border:5px solid #1e3a5f;border-radius:16px;padding:28px 34px;font-size:52px">Ügyfélkapu+<span class="push">${icon.up}</span></div>`;
const byApp = "Ügyfélkapu+ hitelesítő alkalmazással";
const byMail = "Ügyfélkapu+ e-mailes kóddal";

const chooser = (inside: string) =>
  phone(
    "A böngésződben",
    `<div class="page tight" style="gap:44px">${button("DÁP mobilalkalmazással", "pale")}
    <div>${press(plusRow, { tag: "Nyisd le", turn: 1 })}${dropDown(inside)}</div></div>`,
  );

const loginCode = browserPage(
  loginSite,
  [
    labelled("Hitelesítő kód", press(input(inventedCode), { tag: "Ide a hat számot", turn: 1 })),
    press(button("Bejelentkezés"), { tag: "Végül ide", turn: 2 }),
  ],
  "spread",
);

const resetMenu = browserPage(
  site,
  [
    press(row("Ügyfélkapu beállítások", "main"), { tag: "Először ide", turn: 1 }),
    bars(100, 72),
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
    bars(100, 80),
  ],
  "spread",
);

const letter = `<div class="box" style="padding:22px 34px 14px;border-radius:28px"><div class="line" style="align-items:flex-start;color:#57534e">${icon.letter}
  <p style="font-size:46px;font-weight:700;line-height:1.2">Ügyfélkapu+ igénylés – Megerősítő kód</p></div>
  <p style="margin-top:10px;text-align:center;font-size:80px;line-height:1.1;font-weight:800;letter-spacing:.04em">${inventedCode}</p></div>`;

const emailCode = phone(
  "Az e-mail és az oldal",
  `<div class="page tight" style="gap:0;padding-top:18px;padding-bottom:34px;justify-content:space-between">${press(letter, { tag: "Ezt keresd", turn: 1 })}
  <div style="height:8px;margin:0 -48px;background:#e2ded8"></div>
  ${press(input(inventedCode), { tag: "Ide írd be", turn: 2 })}${press(button("Megerősítés"), { tag: "Végül ide", turn: 3 })}</div>`,
);

/** From opening the page to being inside, and the menu there. */
export const entry: readonly Drawing[] = [
  { name: "open.android", body: openAndroid, height: 900 },
  { name: "open.iphone", body: openIphone, height: 900 },
  { name: "enter", body: enter },
  { name: "login", body: login },
  { name: "apply", body: apply },
  { name: "continue", body: goOn, height: 1160 },
  {
    name: "newLogin",
    body: chooser(`${press(button(byApp), { tag: "Ezt válaszd", turn: 2 })}${button(byMail, "pale")}`),
  },
  { name: "loginCode", body: loginCode, height: 1160 },
  { name: "emailApply", body: emailApply },
  { name: "emailSend", body: emailSend },
  { name: "emailCode", body: emailCode },
  {
    name: "emailLogin",
    body: chooser(`${button(byApp, "pale")}${press(button(byMail), { tag: "Ezt válaszd", turn: 2 })}`),
  },
  { name: "resetMenu", body: resetMenu, height: 1160 },
];
