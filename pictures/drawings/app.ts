import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { press, pressBeside, pressSign, ring, say } from "../marks.ts";
import { bars, button, inventedCodeInGroups, inventedKey, phone, row } from "../parts.ts";

const app = "NISZ Hitelesítő";

const search = `<div class="pill" style="padding:22px 36px;font-size:54px;color:#1c2733">${icon.search}${app}</div>`;
/** The apps' own signs are not drawn: only the name tells which one is right. */
const sign = (size: number) =>
  `<span style="flex:none;width:${size}px;height:${size}px;border-radius:34px;background:#e3dfd9"></span>`;
const advertisement = `<div class="box" style="position:relative;padding:24px 34px;background:#f5f3f0">
  <div class="line">${sign(110)}<div style="flex:1;display:flex;flex-direction:column;gap:16px"><p style="font-size:48px;line-height:1.1;font-weight:700;color:#57534e">Hirdetés</p>${bars(80)}</div>
  <span style="color:#3b3735">${icon.cross}</span></div></div>`;
const skip = `<div class="say no right" style="position:relative;padding:0 20px;margin-top:-24px"><span class="tag">Ezt ugord át</span></div>`;
const free = `<div class="box" style="border-color:#57534e;font-size:48px;line-height:1.2;font-weight:700;padding:18px 34px">Ingyenes legyen!<br>Ha pénzt kér, lépj vissza!</div>`;

const storePage = (where: string, install: string) =>
  phone(
    where,
    `<div class="page" style="justify-content:space-between;gap:16px;padding-top:24px">${press(search, { tag: "Ezt keresd", turn: 1 })}
    <div style="position:relative;z-index:3">${advertisement}${skip}</div>
    <div><div class="line" style="padding:0 34px">${sign(110)}<p style="flex:1;font-size:54px;line-height:1.15;font-weight:700">${app.replace(" ", "<br>")}</p>${ring(install)}</div>
    ${say({ tag: "Ezt telepítsd", turn: 2, along: "right" })}</div>${free}</div>`,
  );

const getAndroid = storePage(
  "A Play Áruházban",
  `<div class="button" style="padding:22px 34px;font-size:46px">Telepítés</div>`,
);

const getIphone = storePage(
  "Az App Store-ban",
  `<div class="button" style="border-radius:60px;padding:22px 40px;font-size:46px">Letöltés</div>`,
);

const title = (text: string, end = "") =>
  `<div class="bar" style="min-height:88px;padding:8px 48px;font-size:52px;font-weight:700;color:#1e3a5f">${text}${end}</div>`;

const plus = `<div style="display:flex;align-items:center;justify-content:center;width:108px;height:108px;border-radius:50%;background:#1e3a5f;color:#fff">${icon.plus}</div>`;
/** The phone's own question, whose words differ from phone to phone. */
const cameraQuestion = `<div class="box" style="padding:20px 44px 14px;border-color:#a8a29e;border-radius:36px">
  <div class="line" style="color:#57534e">${icon.camera}<div style="flex:1">${bars(100, 62)}</div></div>
  <div style="height:14px"></div>${press(`<div class="button pale" style="padding:24px 120px">${bars(100)}</div>`, { tag: "Engedd meg", turn: 2 })}</div>`;

const addAccount = phone(
  "A hitelesítő alkalmazásban",
  `${title(app)}<div class="page" style="justify-content:space-between;gap:14px;padding-top:34px;padding-bottom:34px">
  <div style="display:flex;justify-content:flex-end;padding-right:30px">${pressSign(plus, "left", { tag: "Először ide", turn: 1 })}</div>
  ${cameraQuestion}<div style="padding:0 20px">${press(row("Kézi adatbevitel", "big"), { tag: "Végül ide", turn: 3 })}</div></div>`,
);

const small = (label: string, content: string) =>
  `<div><p class="label" style="margin-bottom:6px;font-size:44px">${label}</p><div class="input" style="height:88px;font-size:50px">${content}</div></div>`;
const colours = ["#1e3a5f", "#8a8580", "#d6d0c7"]
  .map((colour) => `<span style="width:60px;height:60px;border-radius:50%;background:${colour}"></span>`)
  .join("");
const cancel = `<span class="push" style="font-size:48px;font-weight:600;color:#57534e">Mégsem</span>`;

const fillIn = phone(
  "A hitelesítő alkalmazásban",
  `${title("Új elem", cancel)}<div class="page tight" style="gap:14px;padding-top:14px">${small("Szolgáltatás", "Ügyfélkapu+")}${small("Felhasználói fiók", "mintaanna")}
  <div><p class="label" style="margin-bottom:-6px;font-size:44px">Kulcs</p>${press(`<div class="input" style="height:96px">${inventedKey}</div>`, { tag: "Ide illeszd be", turn: 1 })}</div>
  <div class="line" style="padding:8px 0"><p class="label" style="margin:0;font-size:44px">Kategória szín</p><span class="push line">${colours}</span></div>
  ${pressBeside(button("MENTÉS"), { tag: "Végül", turn: 2 })}</div>`,
);

const clock = `<svg width="170" height="170" viewBox="0 0 100 100" style="color:#1e3a5f"><circle cx="50" cy="50" r="42" style="stroke:#e2ded8;stroke-width:10"/><path d="M50 8A42 42 0 1 1 8.3 45" style="stroke-width:10"/><text x="50" y="63" text-anchor="middle" style="font:800 38px Drawn;fill:#1e3a5f;stroke:none">22</text></svg>`;

const appCode = phone(
  "A hitelesítő alkalmazásban",
  `${title(app)}<div class="page spread"><div class="box" style="padding:34px 40px 40px">
  <div class="line">${clock}<p style="font-size:52px;line-height:1.3;font-weight:700">Ügyfélkapu+<br><span class="quiet" style="font-weight:600">mintaanna</span></p></div><div style="height:44px"></div>
  ${press(`<p style="padding:12px 0;text-align:center;font-size:140px;line-height:1.1;font-weight:800;letter-spacing:.04em;color:#1e3a5f">${inventedCodeInGroups}</p>`, { tag: "Ez a kód" })}</div></div>`,
);

/** The authenticator app, from the store to the code. */
export const authenticator: readonly Drawing[] = [
  { name: "getApp.android", body: getAndroid, height: 1010 },
  { name: "getApp.iphone", body: getIphone, height: 1010 },
  { name: "addAccount", body: addAccount, height: 1030 },
  { name: "fillIn", body: fillIn, height: 1030 },
  { name: "appCode", body: appCode, height: 870 },
];
