import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { press, pressSign, ring, say } from "../marks.ts";
import { bars, button, inventedCode, inventedKey, line, phone, row } from "../parts.ts";

const app = "NISZ Hitelesítő";

const appSign = `<div style="flex:none;display:flex;align-items:center;justify-content:center;width:150px;height:150px;border-radius:36px;background:#1e3a5f;color:#fff">${icon.bigLock}</div>`;
const search = `<div class="pill" style="padding:28px 36px;font-size:54px;color:#1c2733">${icon.search}${app}</div>`;
const free = `<div class="box line" style="border-color:#57534e;font-size:50px;line-height:1.2;font-weight:700;padding:26px 34px"><span>Ingyenes legyen!<br>Ha pénzt kér, lépj vissza!</span></div>`;

const storePage = (where: string, offer: string) =>
  phone(
    where,
    `<div class="page spread" style="padding-top:30px">${press(search, { tag: "Ezt keresd", turn: 1 })}${offer}${free}</div>`,
  );

const named = `<div style="flex:1"><p style="font-size:54px;font-weight:700;white-space:nowrap">${app}</p><div style="height:22px"></div>${bars(80)}</div>`;

const getAndroid = storePage(
  "A Play Áruházban",
  `<div>${line(appSign, named)}<div style="height:60px"></div>${press(button("Telepítés"), { tag: "Utána ide", turn: 2 })}</div>`,
);

const getIphone = storePage(
  "Az App Store-ban",
  `<div>${line(appSign, named)}<div style="height:60px"></div><div class="mark">
  <div style="display:flex;justify-content:flex-end;padding-right:24px">${ring(`<div class="button" style="border-radius:60px;padding:24px 60px">Letöltés</div>`)}</div>${say({ tag: "Utána ide", turn: 2, along: "right" })}</div></div>`,
);

const title = (text: string, end = "") =>
  `<div class="bar" style="min-height:120px;padding:20px 48px;font-size:52px;font-weight:700;color:#1e3a5f">${text}${end}</div>`;

const addAccount = phone(
  "A hitelesítő alkalmazásban",
  `${title(app)}<div class="page spread">
  <div style="display:flex;justify-content:flex-end;padding:10px 30px 0 0">${pressSign(`<div style="display:flex;align-items:center;justify-content:center;width:120px;height:120px;border-radius:50%;background:#1e3a5f;color:#fff">${icon.plus}</div>`, "left", { tag: "Először ide", turn: 1 })}</div>
  <div class="box" style="padding:40px 44px 30px"><div style="padding:20px 20px 60px">${bars(64)}</div>${press(row("Kézi adatbevitel", "big"), { tag: "Utána ide", turn: 2 })}</div></div>`,
);

const small = (label: string, content: string) =>
  `<div><p class="label" style="margin-bottom:8px;font-size:44px">${label}</p><div class="input" style="height:92px;font-size:50px">${content}</div></div>`;
const colours = ["#1e3a5f", "#8a8580", "#d6d0c7"]
  .map((colour) => `<span style="width:64px;height:64px;border-radius:50%;background:${colour}"></span>`)
  .join("");

const fillIn = phone(
  "A hitelesítő alkalmazásban",
  `<div class="page tight" style="gap:18px;padding-top:10px">${small("Szolgáltatás", "Ügyfélkapu+")}${small("Felhasználói fiók", "Minta Anna")}
  <div><p class="label" style="margin-bottom:0;font-size:44px">Kulcs</p>${press(`<div class="input" style="height:96px">${inventedKey}</div>`, { tag: "Ide illeszd be", turn: 1 })}</div>
  <div class="line" style="padding:10px 0 26px"><p class="label" style="margin:0;font-size:44px">Kategória szín</p><span class="push line">${colours}</span></div>
  <div class="line" style="justify-content:space-between;padding-right:26px"><p style="font-size:50px;font-weight:600;color:#57534e;padding-left:20px">Mégsem</p><div style="width:480px">${ring(button("MENTÉS"))}</div></div>
  ${say({ tag: "Végül ide", turn: 2, along: "right" })}</div>`,
);

const clock = `<svg width="190" height="190" viewBox="0 0 100 100" style="color:#1e3a5f"><circle cx="50" cy="50" r="42" style="stroke:#e2ded8;stroke-width:10"/><path d="M50 8A42 42 0 1 1 8.3 45" style="stroke-width:10"/><text x="50" y="63" text-anchor="middle" style="font:800 38px Drawn;fill:#1e3a5f;stroke:none">22</text></svg>`;

const appCode = phone(
  "A hitelesítő alkalmazásban",
  `${title(app)}<div class="page spread"><div class="box" style="padding:44px 40px 50px">
  <div class="line"><p style="font-size:52px;line-height:1.3;font-weight:700">Ügyfélkapu+<br><span class="quiet" style="font-weight:600">Minta Anna</span></p><span class="push">${clock}</span></div><div style="height:60px"></div>
  ${press(`<p style="padding:16px 0;text-align:center;font-size:150px;line-height:1.1;font-weight:800;letter-spacing:.04em;color:#1e3a5f">${inventedCode}</p>`, { tag: "Ezt írd be az oldalon" })}</div></div>`,
);

/** The authenticator app, from the store to the code. */
export const authenticator: readonly Drawing[] = [
  { name: "getApp.android", body: getAndroid },
  { name: "getApp.iphone", body: getIphone },
  { name: "addAccount", body: addAccount, height: 1160 },
  { name: "fillIn", body: fillIn },
  { name: "appCode", body: appCode, height: 1160 },
];
