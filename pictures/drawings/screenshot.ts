import type { Drawing } from "../drawing.ts";
import { qr, table } from "../parts.ts";
import { strong } from "../style.ts";

/** A key at a phone's side. In pixels on the picture, as everything here. */
interface Key {
  readonly side: "left" | "right";
  /** Of its upper end. */
  readonly top: number;
  readonly length: number;
  readonly press?: {
    readonly name: string;
    /** Of the name's middle. */
    readonly x: number;
    readonly y: number;
    /** From the name to the key. */
    readonly arrow: string;
  };
}

interface Outline {
  readonly left: number;
  readonly width: number;
}

const phoneTop = 86;

const keyOf = ({ side, top, length, press }: Key, { left, width }: Outline): string => {
  const x = side === "left" ? left - 20 : left + width - 4;
  const key = `<div style="position:absolute;left:${x}px;top:${top}px;width:24px;height:${length}px;border-radius:12px;background:#403c39"></div>`;
  if (press === undefined) return key;
  return (
    `${key}<div class="ring round" style="position:absolute;left:${x - 8}px;top:${top}px;width:40px;height:${length}px"></div>` +
    `<span class="tag" style="position:absolute;left:${press.x}px;top:${press.y}px;transform:translate(-50%,-50%);text-align:center;padding:12px 26px 14px;font-size:48px">${press.name}</span>` +
    `<svg width="1080" height="840" viewBox="0 0 1080 840" style="position:absolute;left:0;top:0;stroke:${strong};stroke-width:13"><path d="${press.arrow}"/></svg>`
  );
};

const wholePhone = (outline: Outline, keys: readonly Key[]): string =>
  table(
    "A telefonod",
    `<div style="position:absolute;left:${outline.left}px;top:${phoneTop}px;width:${outline.width}px;height:606px;padding:24px 34px 0;background:#fff;border:14px solid #403c39;border-radius:84px;display:flex;flex-direction:column;gap:20px">
    <h2 style="font-size:46px;text-align:center">1. QR-KÓD LEOLVASÁSA</h2><div style="align-self:center;border:4px solid #dcd7d0;border-radius:12px;overflow:hidden">${qr(outline.width - 150)}</div></div>
    ${keys.map((key) => keyOf(key, outline)).join("")}
    <div style="position:absolute;left:50%;top:712px;transform:translateX(-50%)"><span class="tag" style="padding:18px 44px 20px;font-size:64px">Egyszerre, röviden</span></div>`,
  );

const android = wholePhone({ left: 90, width: 560 }, [
  { side: "right", top: 190, length: 90 },
  {
    side: "right",
    top: 330,
    length: 90,
    press: {
      name: "halkító",
      x: 890,
      y: 244,
      arrow: "M800 290C768 300 744 316 728 342M720 300 726 346 770 334",
    },
  },
  {
    side: "right",
    top: 440,
    length: 120,
    press: {
      name: "bekapcsoló-<br>gomb",
      x: 890,
      y: 612,
      arrow: "M850 536C826 514 790 500 736 492M770 470 732 492 760 522",
    },
  },
]);

const iphone = wholePhone({ left: 322, width: 484 }, [
  {
    side: "left",
    top: 220,
    length: 100,
    press: {
      name: "hangosító",
      x: 160,
      y: 480,
      arrow: "M140 420C142 370 172 324 226 296M176 290 232 292 224 348",
    },
  },
  { side: "left", top: 360, length: 100 },
  {
    side: "right",
    top: 300,
    length: 170,
    press: {
      name: "oldalsó<br>gomb",
      x: 936,
      y: 640,
      arrow: "M940 568C940 520 920 470 876 432M876 484 872 428 926 442",
    },
  },
]);

/** The page with the QR code, and the keys that photograph the screen. */
export const screenshot: readonly Drawing[] = [
  { name: "screenshot.android", body: android, height: 850 },
  { name: "screenshot.iphone", body: iphone, height: 850 },
];
