import type { Drawing } from "../drawing.ts";
import { bars, qr, table } from "../parts.ts";
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

const phoneTop = 130;

const keyOf = ({ side, top, length, press }: Key, { left, width }: Outline): string => {
  const x = side === "left" ? left - 20 : left + width - 4;
  const key = `<div style="position:absolute;left:${x}px;top:${top}px;width:24px;height:${length}px;border-radius:12px;background:#403c39"></div>`;
  if (press === undefined) return key;
  return (
    `${key}<div class="ring round" style="position:absolute;left:${x - 8}px;top:${top}px;width:40px;height:${length}px"></div>` +
    `<span class="tag" style="position:absolute;left:${press.x}px;top:${press.y}px;transform:translate(-50%,-50%);text-align:center;padding:12px 26px 14px;font-size:48px">${press.name}</span>` +
    `<svg width="1080" height="1350" viewBox="0 0 1080 1350" style="position:absolute;left:0;top:0;stroke:${strong};stroke-width:13"><path d="${press.arrow}"/></svg>`
  );
};

const wholePhone = (outline: Outline, keys: readonly Key[]): string =>
  table(
    "A telefonod",
    `<div style="position:absolute;left:${outline.left}px;top:${phoneTop}px;width:${outline.width}px;height:1020px;padding:60px 34px 0;background:#fff;border:14px solid #403c39;border-radius:84px;display:flex;flex-direction:column;gap:34px">
    <h2 style="font-size:46px;text-align:center">1. QR-KÓD LEOLVASÁSA</h2><div style="align-self:center;border:4px solid #dcd7d0;border-radius:12px;overflow:hidden">${qr(outline.width - 120)}</div>${bars(100, 76)}<div style="height:84px;border:4px solid #dcd7d0;border-radius:14px"></div>${bars(88)}</div>
    ${keys.map((key) => keyOf(key, outline)).join("")}
    <div style="position:absolute;left:50%;top:1196px;transform:translateX(-50%)"><span class="tag" style="padding:18px 44px 20px;font-size:64px">Egyszerre, röviden</span></div>`,
  );

const android = wholePhone({ left: 90, width: 560 }, [
  { side: "right", top: 264, length: 90 },
  {
    side: "right",
    top: 416,
    length: 90,
    press: {
      name: "halkító",
      x: 890,
      y: 330,
      arrow: "M800 376C768 386 744 402 728 428M720 386 726 432 770 420",
    },
  },
  {
    side: "right",
    top: 600,
    length: 120,
    press: {
      name: "bekapcsoló-<br>gomb",
      x: 880,
      y: 850,
      arrow: "M830 764C812 730 786 702 732 684M764 664 728 682 752 716",
    },
  },
]);

const iphone = wholePhone({ left: 322, width: 484 }, [
  {
    side: "left",
    top: 300,
    length: 100,
    press: {
      name: "hangosító",
      x: 160,
      y: 560,
      arrow: "M140 500C142 450 172 404 226 376M176 370 232 372 224 428",
    },
  },
  { side: "left", top: 440, length: 100 },
  {
    side: "right",
    top: 380,
    length: 170,
    press: {
      name: "oldalsó<br>gomb",
      x: 936,
      y: 770,
      arrow: "M940 690C940 620 920 560 876 522M876 574 872 518 926 532",
    },
  },
]);

/** The page with the QR code, and the keys that photograph the screen. */
export const screenshot: readonly Drawing[] = [
  { name: "screenshot.android", body: android },
  { name: "screenshot.iphone", body: iphone },
];
