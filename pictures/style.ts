import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The colour of elements to press, and of nothing else. */
export const strong = "#c2410c";

const require = createRequire(import.meta.url);
const fonts = dirname(require.resolve("@fontsource/atkinson-hyperlegible-next/package.json"));

/** The font is embedded, so that every machine renders the same; ő and ű are in "latin-ext". */
const faces = [400, 600, 700, 800].flatMap((weight) =>
  ["latin", "latin-ext"].map((subset) => {
    const file = `${fonts}/files/atkinson-hyperlegible-next-${subset}-${weight}-normal.woff2`;
    const range =
      subset === "latin"
        ? "U+0000-00FF,U+2000-206F,U+20AC"
        : "U+0100-02BA,U+1E00-1E9F,U+20A0-20AB,U+20AD-20C0";
    const data = readFileSync(file).toString("base64");
    return `@font-face{font-family:Drawn;font-weight:${weight};unicode-range:${range};src:url(data:font/woff2;base64,${data})}`;
  }),
);

/** The look of every drawing: grey and white, one strong colour. */
export const style = `${faces.join("")}
*{box-sizing:border-box;margin:0}
body{width:1080px;display:flex;flex-direction:column;padding:0 44px;overflow:hidden;background:#f1ede6;
  font:400 46px/1.25 Drawn;color:#1c2733}
svg{display:block;flex:none;fill:none;stroke:currentColor;stroke-width:7;stroke-linecap:round;stroke-linejoin:round}
.head{display:flex;flex:none;justify-content:space-between;align-items:center;height:74px;padding:0 26px;
  font-size:46px;font-weight:700;color:#57534e}
.head i{padding:2px 20px;border:4px dashed #a8a29e;border-radius:16px;font-size:34px;font-style:normal;font-weight:600;color:#78716c}
.phone{flex:1;min-height:0;display:flex;flex-direction:column;overflow:hidden;background:#fff;border:14px solid #403c39;
  border-bottom:0;border-radius:70px 70px 0 0}
.phone.low{border-bottom:14px solid #403c39;border-top:0;border-radius:0 0 70px 70px;margin-bottom:30px}
.page{flex:1;min-height:0;display:flex;flex-direction:column;gap:22px;padding:26px 48px 22px}
.page.tight{gap:18px;padding-top:22px}
.spread{justify-content:space-evenly}
.bar{display:flex;flex:none;align-items:center;gap:30px;padding:12px 40px;background:#f5f3f0;border-bottom:4px solid #e2ded8;color:#57534e}
.bar.bottom{border:0;border-top:4px solid #e2ded8}
.pill{flex:1;display:flex;align-items:center;gap:22px;padding:10px 34px;border-radius:60px;background:#fff;border:4px solid #d6d3d1;
  font-size:44px;font-weight:600;color:#44403c;white-space:nowrap}
h1,h2{font-size:52px;line-height:1.2;font-weight:800;color:#1e3a5f}
h2{font-size:48px}
.quiet{color:#78716c}
.bars{display:flex;flex-direction:column;gap:24px}
.bars b{height:22px;border-radius:11px;background:#e3dfd9}
.button{padding:20px 34px;border-radius:16px;background:#1e3a5f;color:#fff;font-size:50px;line-height:1.2;font-weight:700;text-align:center;text-wrap:balance}
.button.pale{background:#ece9e4;color:#57534e;font-weight:600}
.button.outline{background:#fff;border:5px solid #1e3a5f;color:#1e3a5f}
.label{font-size:46px;line-height:1.2;font-weight:700;color:#44403c;margin-bottom:12px}
.input{display:flex;align-items:center;height:98px;padding:0 34px;border:5px solid #8a8580;border-radius:14px;background:#fff;
  font-size:56px;font-weight:600;white-space:nowrap}
.dots{display:flex;gap:18px}
.dots b{width:26px;height:26px;border-radius:50%;background:#1c2733}
.row{display:flex;align-items:center;gap:30px;padding:18px 20px;border-bottom:4px solid #e7e3dd;font-size:48px;line-height:1.2;font-weight:600;color:#57534e}
.row.big{font-size:58px}
.row.main,.row.big{border:0;color:#1e3a5f;font-weight:800}
.link{display:inline-block;padding:4px 14px 10px;font-size:48px;font-weight:700;color:#1d4f91;text-decoration:underline;text-underline-offset:10px;text-decoration-thickness:5px}
.tick{flex:none;display:flex;align-items:center;justify-content:center;width:84px;height:84px;border:6px solid #57534e;border-radius:14px;background:#fff}
.box{padding:34px;border:4px solid #dcd7d0;border-radius:20px;background:#fff}
.center{align-self:center;text-align:center}
.line{display:flex;align-items:center;gap:30px}
.push{margin-left:auto}
.ring{position:relative;z-index:2}
.ring::before,.ring::after{content:"";position:absolute;inset:-20px -22px;border:13px solid ${strong};
  border-radius:62px 48px 66px 44px/46px 64px 44px 58px;transform:rotate(-.5deg);pointer-events:none}
.ring::after{inset:-15px -28px;border-width:5px;opacity:.55;transform:rotate(.6deg)}
.ring.round::before,.ring.round::after{inset:-22px;border-radius:49% 51% 47% 53%/52% 48% 53% 47%}
.ring.round::after{inset:-17px -27px}
.ring.tile{flex:1;display:flex}
.mark{display:flex;flex-direction:column;margin-top:14px}
.label+.mark{margin-top:34px}
.mark>.ring{align-self:stretch}
.mark.fit>.ring{align-self:flex-start}
.mark.fit.center>.ring{align-self:center}
.mark.side{flex-direction:row;align-items:center;gap:44px}
.mark.beside{gap:36px;margin-bottom:26px}
.mark.beside .button{padding-left:44px;padding-right:44px}
.beside svg{width:84px}
.say>svg{stroke-width:16}
.say{display:flex;align-items:flex-end;gap:14px;padding:24px 12px 0;color:${strong}}
.say.above{align-items:flex-start;padding:0 12px 24px}
.side>.say{padding:0;align-items:center}
.say.inside{padding:0;align-items:center;margin-right:-18px}
.say.right{flex-direction:row-reverse}.say.right>svg{transform:scaleX(-1)}
.say.middle{justify-content:center}
.tag{display:flex;align-items:center;gap:20px;padding:5px 28px 7px;border-radius:26px;background:${strong};color:#fff;
  font-size:56px;line-height:1.15;font-weight:800;white-space:nowrap}
.tag b{display:flex;align-items:center;justify-content:center;min-width:66px;height:66px;margin:0 0 0 -14px;border-radius:40px;background:#fff;color:${strong}}
.narrow .tag{padding:7px 22px 9px;font-size:50px}
.say.no{color:#3b3735}.say.no .tag{background:#3b3735}
.window{display:flex;flex-direction:column;overflow:hidden;background:#fff;border:12px solid #403c39;border-radius:52px}
.then{display:flex;justify-content:center;flex:none;height:62px;align-items:center;color:#57534e}
.struck{position:relative}
.struck>svg{position:absolute;right:26px;top:50%;transform:translateY(-50%);color:#3b3735;stroke-width:13}
.hint{align-self:flex-end;padding:6px 26px 8px;border-radius:20px;border:4px solid #a8a29e;background:#fff;font-size:44px;font-weight:700;color:#57534e}
`;
