import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { press, pressSign, ring, say } from "../marks.ts";
import { bars, phone, qr, table } from "../parts.ts";

const tile = (inside: string, look = "") =>
  `<div style="flex:1;height:300px;border-radius:18px;background:#e7e3dd;display:flex;align-items:center;justify-content:center;color:#b5aea5;overflow:hidden;${look}">${inside}</div>`;
const emptyTile = tile(icon.picture);
const qrTile = (border: string) => tile(qr(220), `background:#fff;border:${border};`);
const divide = `<div style="flex:none;height:10px;background:#d6d0c7"></div>`;

const bubble = (side: "left" | "right", ...widths: number[]) =>
  `<div class="box" style="width:62%;padding:34px;border-radius:36px;${side === "right" ? "align-self:flex-end;background:#e8eef5;" : ""}">${bars(...widths)}</div>`;

const field = `<div class="pill" style="font-size:52px;color:#78716c">Üzenet</div>`;
const clip = (margin: string) => `<div style="margin-${margin}:46px">${ring(icon.clip, "round")}</div>`;
/** The paper clip stands on the other side on an iPhone. */
const messageField = (side: "left" | "right") =>
  `<div class="bar bottom" style="padding:30px 40px;gap:50px">${side === "right" ? field + clip("right") : clip("left") + field}</div>`;

const send = (side: "left" | "right") =>
  phone(
    "A Telegramban",
    `<div class="page" style="flex:none;gap:30px;padding:24px 48px 0;background:#f5f3f0">${bubble("left", 100, 70)}
  ${say({ tag: "A gemkapocsra", turn: 1, at: "above", along: side })}</div>${messageField(side)}${divide}
  <div class="page tight" style="gap:14px;padding-top:60px"><div class="line" style="gap:52px">${ring(qrTile("4px solid #a8a29e"), "tile")}${emptyTile}${emptyTile}</div>
  <div>${say({ tag: "A képernyőképre", turn: 2 })}</div></div>`,
  );

const chosenTile = `<div style="position:relative;flex:1;display:flex">${qrTile("10px solid #1e3a5f")}
  <span style="position:absolute;right:-18px;top:-18px;width:88px;height:88px;border-radius:50%;background:#1e3a5f;color:#fff;border:6px solid #fff;display:flex;align-items:center;justify-content:center">${icon.check}</span></div>`;
const toggle = `<span class="push" style="width:150px;height:84px;padding:8px;border-radius:50px;background:#1e3a5f;display:flex;justify-content:flex-end"><b style="width:68px;height:68px;border-radius:50%;background:#fff"></b></span>`;

const tidyUp = phone(
  "A telefonodon",
  `<div class="page tight" style="flex:none;gap:40px;padding:24px 48px 56px"><p class="label">A képeid között</p><div class="line" style="gap:36px">${chosenTile}${emptyTile}${emptyTile}</div>
  <div style="display:flex;justify-content:flex-end;padding-right:40px">${pressSign(`<span style="color:#1e3a5f">${icon.bin}</span>`, "left", { tag: "Töröld", turn: 1 })}</div></div>${divide}
  <div class="page spread" style="padding:20px 48px;gap:0"><p class="label">A Telegram beállításaiban</p>${press(
    `<div class="line" style="padding:22px 26px;font-size:60px;font-weight:800;color:#1e3a5f">${icon.bigLock}Jelkód${toggle}</div>`,
    { tag: "Kapcsold be", turn: 2 },
  )}</div>`,
);

const gate = `<svg width="1080" height="860" viewBox="-44 0 1080 860" style="stroke:#403c39;stroke-width:9">
  <path d="M-44 712C120 652 330 640 496 640s380 12 540 72v160H-44z" fill="#dfe5d8" stroke="none"/>
  <circle cx="496" cy="330" r="120" fill="#f7d48a" stroke="none"/>
  <path d="M404 642 250 860h492L588 642z" fill="#fffdf7" stroke="none"/>
  <path d="M404 642 250 860M588 642 742 860"/>
  <path d="M256 690V300h70v390M666 690V300h70v390" fill="#fff"/>
  <path d="M240 300h102M650 300h102M240 694h102M650 694h102" style="stroke-width:18"/>
  <path d="M290 300C330 90 662 90 702 300" />
  <path d="M326 270C376 150 616 150 666 270"/>
  <path d="M326 380 414 346V700L326 668zM354 370v308M384 358v332" fill="#fff"/>
  <path d="M666 380 578 346V700L666 668zM638 370v308M608 358v332" fill="#fff"/>
  <g fill="#b9c7ab"><ellipse cx="90" cy="540" rx="62" ry="92"/><ellipse cx="886" cy="586" rx="52" ry="74"/><path d="M90 706V560m0 56 24-28M886 712V600m0 46-22-26"/></g>
  <g>
    <path d="M420 880c-8-180 16-244 76-244s88 64 80 244z" fill="#1e3a5f" stroke="none"/>
    <path d="M420 880c-8-180 16-244 76-244s88 64 80 244" />
    <circle cx="496" cy="560" r="66" fill="#f6dcc4"/>
    <path d="M428 566c-14-72 26-104 68-104s82 32 68 104c-10-44-40-52-68-52s-58 8-68 52z" fill="#d6d3d1"/>
    <path d="M478 562h.1M516 562h.1" style="stroke-width:13"/><path d="M478 590c12 12 26 12 38 0"/>
    <path d="M556 690c28 36 54 56 92 60" style="stroke-width:50"/><path d="M556 690c28 36 54 56 92 60" style="stroke:#1e3a5f;stroke-width:32"/>
    <circle cx="654" cy="748" r="23" fill="#f6dcc4"/>
    <rect x="646" y="632" width="84" height="142" rx="16" fill="#fff"/><path d="M668 702l15 17 26-34" style="stroke-width:11"/>
  </g></svg>`;

const cover = table(
  "",
  `<h1 style="text-align:center;font-size:150px;line-height:1">Kapusegéd</h1><p style="margin-top:26px;text-align:center;font-size:72px;font-weight:600;color:#44403c">Lépésről lépésre</p>
  <div style="margin:auto -44px 0" data-cut>${gate}</div>`,
);

/** What happens in Telegram and among the pictures, and the cover. */
export const onThePhone: readonly Drawing[] = [
  { name: "send.android", body: send("right") },
  { name: "send.iphone", body: send("left") },
  { name: "tidyUp", body: tidyUp },
  { name: "cover", body: cover, height: 1200 },
];
