import type { Drawing } from "../drawing.ts";
import { icon } from "../icons.ts";
import { arrows, press, pressSign, ring, say, tag } from "../marks.ts";
import { phone, qr } from "../parts.ts";

const tile = (inside: string, look = "") =>
  `<div style="flex:1;height:206px;border-radius:18px;background:#e7e3dd;display:flex;align-items:center;justify-content:center;color:#b5aea5;overflow:hidden;${look}">${inside}</div>`;
const emptyTile = tile(icon.picture);
const qrTile = (border: string) => tile(qr(184), `background:#fff;border:${border};`);
const divide = `<div style="flex:none;height:10px;background:#d6d0c7"></div>`;

/** The paper clip stands on the other side on an iPhone. */
const messageField = (side: "left" | "right") => {
  const along = side === "right" ? "flex-end" : "flex-start";
  const saying = `<div class="side"><div class="say">${side === "right" ? tag("Gemkapocs", 1) + arrows.right : arrows.left + tag("Gemkapocs", 1)}</div></div>`;
  const field = `<div class="pill" style="height:106px;padding:0 26px;justify-content:${along}">${saying}</div>`;
  const clip = ring(icon.clip, "round");
  return `<div class="bar bottom" style="padding:24px 60px;gap:50px">${side === "right" ? field + clip : clip + field}</div>`;
};

const cameraTile = tile(icon.camera, "background:#57534e;color:#fff;");
const sendArrow = `<span style="display:flex;align-items:center;justify-content:center;width:108px;height:108px;border-radius:50%;background:#2a86d1;color:#fff">${icon.upArrow}</span>`;

const send = (side: "left" | "right") =>
  phone(
    "A Telegramban",
    `${messageField(side)}
  <div class="page tight" style="flex:none;gap:0;padding:34px 48px 22px"><div class="line" style="gap:52px">${cameraTile}${ring(qrTile("4px solid #a8a29e"), "tile")}${emptyTile}</div>
  ${say({ tag: "A képernyőkép", turn: 2, along: "middle" })}</div>
  <div style="flex:1;display:flex;align-items:center;justify-content:flex-end;gap:40px;padding:0 60px;background:#3b3735">${pressSign(sendArrow, "left", { tag: "A kék nyíl", turn: 3 })}</div>`,
  );

const face = (look: string, inside = "") =>
  `<span style="flex:none;display:flex;align-items:center;justify-content:center;width:96px;height:96px;border-radius:50%;${look}">${inside}</span>`;
const ourChat = `<div class="line" style="padding:12px 26px;background:#fff">${face("background:#1e3a5f;color:#fff;font-size:68px;font-weight:800", "K")}<p style="flex:1;font-size:58px;font-weight:800;color:#1e3a5f">Kapusegéd</p><span style="color:#57534e">${icon.pin}</span></div>`;
const codeButton = `<div class="line" style="justify-content:center;gap:24px;padding:12px;border-radius:22px;background:#dbe7f3;font-size:56px;font-weight:700;color:#1e3a5f">${icon.key}Kérek kódot</div>`;

const tidyUp = phone(
  "A Telegramban",
  `<div class="page" style="flex:none;gap:8px;padding:26px 48px 8px">${press(ourChat, { tag: "Itt találsz meg", turn: 1 })}</div>${divide}
  <div class="page" style="padding-top:32px;background:#f5f3f0">${press(codeButton, { tag: "Itt kérsz kódot", turn: 2 })}
  <div class="line" style="justify-content:flex-end"><span style="font-size:46px;font-weight:600;color:#57534e">vagy ezt írod:</span><span class="box" style="padding:6px 40px;border-radius:30px;background:#e8eef5;font-size:54px;font-weight:700">/kod</span></div></div>`,
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
    <circle cx="662" cy="712" r="44" fill="#f6dcc4"/>
    <rect x="644" y="576" width="96" height="160" rx="16" fill="#fff"/><path d="M670 634l16 18 28-36" style="stroke-width:11"/>
    <g style="stroke-width:34"><path d="M640 722 684 694"/><path d="M742 676h-8M744 702h-10M742 727h-8" style="stroke-width:25"/></g>
    <g style="stroke:#f6dcc4;stroke-width:18"><path d="M640 722 684 694"/><path d="M742 676h-8M744 702h-10M742 727h-8" style="stroke-width:10"/></g>
  </g></svg>`;

const cover = `<h1 style="margin-top:60px;text-align:center;font-size:150px;line-height:1">Kapusegéd</h1><p style="margin-top:20px;text-align:center;font-size:72px;font-weight:600;color:#44403c">Lépésről lépésre</p>
  <div style="margin:auto -44px 0" data-cut>${gate}</div>`;

/** What happens in Telegram, and the cover. */
export const onThePhone: readonly Drawing[] = [
  { name: "send.android", body: send("right"), height: 762 },
  { name: "send.iphone", body: send("left"), height: 762 },
  { name: "tidyUp", body: tidyUp, height: 745 },
  { name: "cover", body: cover, height: 1180 },
];
