// Pages like the one of a registration, as phones and desktops render them.
import QR from "qrcode";
import { otpauth, secret } from "./keys.mjs";
import { pick, uni } from "./random.mjs";
/** Viewport width and height, pixel ratio and system, by device. */
const devices = {
  se: [375, 667, 2, "ios"],
  ip14: [390, 844, 3, "ios"],
  ip15pm: [430, 932, 3, "ios"],
  s22: [360, 780, 3, "android"],
  pixel: [412, 915, 2.625, "android"],
  cheap: [320, 640, 1.5, "android"],
  old: [320, 568, 2, "ios"],
  ipad: [820, 1180, 2, "ios"],
  desktop: [1366, 768, 1, "desktop"],
};
export const scenes = [
  "light",
  "light",
  "light",
  "dark",
  "dark-inverted",
  "landscape",
  "longpage",
  "smallqr",
  "logo",
  "coloured",
  "lowcontrast",
  "twoqr",
  "gallery",
  "noquiet",
  "thumb-overlay",
  "rounded",
  "cutoff",
  "noqr",
  "dense",
  "desktop",
];
const qrUri = async (text, r, o = {}) => {
  const ecl = o.ecl ?? pick(r, ["L", "M", "M", "Q", "H"]);
  const px = pick(r, [150, 200, 200, 250, 300]);
  const buf = await QR.toBuffer(text, {
    errorCorrectionLevel: ecl,
    width: o.px ?? px,
    margin: o.margin ?? pick(r, [4, 4, 2, 1]),
    color: { dark: o.dark ?? "#000000ff", light: o.light ?? "#ffffffff" },
  });
  return `data:image/png;base64,${buf.toString("base64")}`;
};
export const page = async (scene, r, devName) => {
  let [w, h, dpr, os] = devices[devName];
  if (scene === "landscape") [w, h] = [h, w];
  const dark = scene.startsWith("dark") || (scene === "lowcontrast" && r() < 0.5);
  const texts = [otpauth(r)];
  let extra = "";
  const o = {};
  if (scene === "logo") o.ecl = pick(r, ["H", "Q"]);
  if (scene === "coloured") {
    o.dark = pick(r, ["#003d7aff", "#7a0019ff", "#0b6e4fff", "#8a5a00ff"]);
    o.light = pick(r, ["#ffffffff", "#fff7d6ff", "#e8f0ffff"]);
  }
  if (scene === "lowcontrast") {
    o.dark = dark ? "#0a0a0aff" : "#8f8f8fff";
    o.light = dark ? "#4a4a4aff" : "#e9e9e9ff";
  }
  if (scene === "noquiet") o.margin = 0;
  if (scene === "dense") {
    o.ecl = "H";
    texts[0] += `&algorithm=SHA1&digits=6&period=30&image=https%3A%2F%2Fexample.hu%2Fstatic%2Fassets%2F${secret(r, 24).toLowerCase()}.png`;
  }
  let qrw =
    scene === "smallqr"
      ? uni(r, 62, 96)
      : scene === "longpage"
        ? uni(r, 110, 180)
        : scene === "dense"
          ? uni(r, 170, 240)
          : Math.min(w * 0.85, uni(r, 150, 300));
  if (scene === "landscape") qrw = Math.min(qrw, h * 0.6);
  o.ecl ??= pick(r, ["L", "M", "M", "Q", "H"]);
  o.margin ??= pick(r, [4, 4, 2, 1]);
  const uri = await qrUri(texts[0], r, o);
  const modules = QR.create(texts[0], { errorCorrectionLevel: o.ecl }).modules.size;
  const blend = uni(r, 0.15, 0.22) * qrw;
  const logo =
    scene === "logo"
      ? `<div style="position:absolute;left:${(qrw - blend) / 2}px;top:${(qrw - blend) / 2}px;width:${blend}px;height:${blend}px;background:#fff;border-radius:${pick(r, [2, 8, 50])}px;display:flex;align-items:center;justify-content:center"><div style="width:76%;height:76%;border-radius:30%;background:${pick(r, ["#c8102e", "#00843d", "#003d7a"])};color:#fff;font-weight:700;font-size:${blend * 0.3}px;text-align:center;line-height:${blend * 0.76}px">ÜK</div></div>`
      : "";
  const inv = scene === "dark-inverted" ? "filter:invert(1);" : "";
  const round = scene === "rounded" ? `border-radius:${uni(r, 0.05, 0.11) * qrw}px;overflow:hidden;` : "";
  let qr = `<div style="position:relative;width:${qrw}px;height:${qrw}px;margin:14px auto;${inv}${round}"><img src="${uri}" style="width:100%;height:100%;display:block;${r() < 0.25 ? "image-rendering:pixelated" : ""}">${logo}</div>`;
  if (scene === "noqr") {
    qr = `<p class=code>${secret(r, 32).match(/.{4}/g).join(" ")}</p>`;
    texts.length = 0;
  }
  if (scene === "twoqr") {
    const second =
      r() < 0.5
        ? otpauth(r)
        : pick(r, [
            "https://apps.apple.com/hu/app/id388497605",
            "https://play.google.com/store/apps/details?id=hu.nisz.hitelesito",
            "https://ugyfelkapu.gov.hu/",
          ]);
    texts.push(second);
    qr += `<p>Alkalmazás letöltése</p><img src="${await qrUri(second, r, { margin: 2 })}" style="width:${uni(r, 90, 170)}px;margin:8px auto;display:block">`;
  }
  const fg = dark ? "#eee" : "#1b1b1b",
    bg = dark
      ? scene === "lowcontrast"
        ? "#4a4a4a"
        : pick(r, ["#121212", "#1c1c1e", "#000"])
      : pick(r, ["#fff", "#fff", "#f4f6f8"]);
  const bar =
    os === "desktop"
      ? `<div class=tb style="height:38px">ugyfelkapu.gov.hu/regisztracio</div>`
      : os === "ios"
        ? `<div class=st>9:41<span>▂▄▆ ◉ ▮▮▮</span></div>`
        : `<div class=st>12:08<span>▲ ◢ 64%</span></div><div class=tb><b>⌂</b><u>🔒 ugyfelkapu.gov.hu/regis…</u><b>⋮</b></div>`;
  const bottom =
    os === "ios" && scene !== "twoqr" && scene !== "longpage"
      ? `<div class=bb><u>ᴀA &nbsp; ugyfelkapu.gov.hu &nbsp; ↻</u><i>‹ &nbsp; › &nbsp; ⇪ &nbsp; ▭ &nbsp; ❐</i></div>`
      : "";
  const filler =
    scene === "longpage"
      ? Array.from(
          { length: 3 + Math.floor(r() * 7) },
          (_, i) =>
            `<h3>${i + 2}. Tájékoztató az ügyfélkapus azonosításról</h3><p>${"A szolgáltatás használatához szükséges egy hitelesítő alkalmazás, amely 30 másodpercenként új azonosítót állít elő. ".repeat(3)}</p>`,
        ).join("")
      : "";
  const crop =
    scene === "cutoff" ? `<style>.shift{margin-top:-${Math.round(uni(r, 250, 330))}px}</style>` : "";
  if (scene === "thumb-overlay")
    extra = `<div style="position:fixed;left:12px;bottom:${os === "ios" ? 100 : 24}px;width:${w * 0.24}px;height:${w * 0.46}px;background:#dfe6ee;border:3px solid #fff;border-radius:10px;box-shadow:0 2px 12px #0008;z-index:9"></div>`;
  const html = `<!doctype html><meta charset=utf8><style>*{box-sizing:border-box}body{margin:0;background:${bg};color:${fg};font-family:'Noto Sans','DejaVu Sans',sans-serif;font-size:15px;line-height:1.4}
  .st{height:${os === "ios" ? 46 : 26}px;padding:${os === "ios" ? 14 : 3}px 18px 0;display:flex;justify-content:space-between;font-weight:600;background:${dark ? "#000" : "#fff"}}.tb{height:54px;background:${dark ? "#2b2b2b" : "#eee"};display:flex;align-items:center;gap:12px;padding:0 12px}.tb u,.bb u{text-decoration:none;background:${dark ? "#444" : "#fff"};border-radius:18px;padding:6px 14px;flex:1;display:block;text-align:center}
  .bb{position:fixed;bottom:0;left:0;right:0;background:${dark ? "#1c1c1e" : "#f6f6f6"};padding:8px 14px 14px;border-top:1px solid #8884;z-index:5}.bb i{display:block;text-align:center;font-style:normal;font-size:20px;padding-top:6px;letter-spacing:14px}
  header{background:#003d7a;color:#fff;padding:12px 16px;font-weight:700;letter-spacing:1px}main{padding:0 16px 140px;text-align:center}h2{font-size:17px;color:${dark ? "#9cf" : "#003d7a"};text-align:left}a{color:${dark ? "#8cf" : "#0b62c4"};display:block;margin:8px}input{width:100%;height:40px;border:1px solid #888;border-radius:4px;background:${dark ? "#222" : "#fff"}}label{display:block;text-align:left;margin-top:10px;font-size:12px}button{margin-top:14px;width:100%;height:44px;background:#00843d;color:#fff;border:0;font-weight:700}.code{font-family:'DejaVu Sans Mono';border:1px solid #888;padding:12px}</style>${crop}
  ${bar}<div class=shift><header>ÜGYFÉLKAPU</header><main><h2>ÜGYFÉLKAPU+ IGÉNYLÉSE</h2><p style="text-align:left">Olvassa be az alábbi QR-kódot a mobilalkalmazással!</p><h2>1. QR-KÓD LEOLVASÁSA</h2>${qr}<a>Nem tudom beolvasni a kódot</a><a>Új kódot kérek</a><h2>2. ÜGYFÉLKAPUHOZ TARTOZÓ JELSZÓ MEGADÁSA</h2><label>ÜGYFÉLKAPUS JELSZÓ *</label><input><h2>3. MOBILALKALMAZÁSBAN KAPOTT AZONOSÍTÓ</h2><label>AZONOSÍTÓ MEGADÁSA *</label><input><button>TOVÁBB</button>${filler}</main></div>${bottom}${extra}`;
  return {
    html,
    w,
    h,
    dpr,
    texts,
    ppm: (qrw * dpr) / (modules + 2 * o.margin),
    modules,
    margin: o.margin,
    full: scene === "longpage" || scene === "twoqr" || (scene === "smallqr" && r() < 0.5),
    kind: scene === "noqr" || scene === "cutoff" ? "negative" : "positive",
  };
};
