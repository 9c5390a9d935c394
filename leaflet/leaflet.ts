import { readFileSync } from "node:fs";
import { linkOf } from "./bot-link.ts";
import { margin, Sheet, width } from "./sheet.ts";

const texts = JSON.parse(
  readFileSync(new URL("texts.json", import.meta.url), "utf8"),
) as typeof import("./texts.json");

const titleSize = 22;

/** What the bot is, where it is, and what to watch out for. */
const drawFirstPage = (sheet: Sheet, bot: string): void => {
  const { first } = texts;
  const qrSide = 168;
  const column = { left: margin + width - qrSide, width: qrSide };
  const left = { width: width - qrSide - 6 };
  sheet.addPage();
  sheet.qrCode(linkOf(bot), column.left, margin - 14, qrSide);
  sheet.y = margin + qrSide - 24;
  sheet.write(first.scan, { ...column, align: "center" });
  sheet.y = margin;
  sheet.write(texts.name, { size: 44, bold: true, ...left });
  sheet.write(first.purpose, { size: titleSize, bold: true, ...left });
  sheet.write(first.what, left);
  sheet.write(first.unofficial, { bold: true, ...left });
  sheet.skip(10);
  sheet.write(first.orType);
  sheet.write(linkOf(bot).replace("https://", ""), { bold: true, oneLine: true });
  sheet.skip(10);
  sheet.write(first.readyTitle, { size: titleSize, bold: true });
  sheet.list(["1.", "2.", "3.", "4.", "5."], first.ready);
  sheet.skip(10);
  sheet.write(first.addressTitle, { size: titleSize, bold: true });
  sheet.write(first.address, { size: 30, bold: true });
  sheet.write(first.addressAdvice);
  sheet.skip(8);
  sheet.frame((inner) => {
    sheet.write(first.careTitle, { left: inner, size: titleSize, bold: true });
    sheet.list(["•"], first.care, inner);
  });
  sheet.skip(8);
  sheet.write(first.help, { bold: true });
};

/** What is written down by hand: nothing that would let a finder log in. */
const drawSecondPage = (sheet: Sheet): void => {
  const { second } = texts;
  sheet.addPage();
  sheet.write(second.heading, { size: 34, bold: true });
  sheet.write(second.advice);
  sheet.skip(10);
  const top = sheet.y;
  sheet.blank(second.whose, 0, 0.46);
  sheet.y = top;
  sheet.blank(second.when, 0.5, 1);
  sheet.skip(10);
  sheet.write(second.cancellationTitle, { size: titleSize, bold: true });
  sheet.write(second.cancellation);
  sheet.skip(6);
  sheet.boxes(4, 4);
  sheet.skip(8);
  sheet.write(second.keyTitle, { size: titleSize, bold: true });
  sheet.write(second.key);
  sheet.skip(6);
  sheet.boxes(4, 4);
  sheet.skip(8);
  sheet.boxes(4, 4);
  sheet.skip(10);
  sheet.frame((left) => {
    sheet.write(second.neverTitle, { left, size: titleSize, bold: true });
    sheet.list(["×"], second.never, left);
    sheet.write(second.why, { left, width: width - 20 });
  });
  sheet.skip(8);
  sheet.write(second.renew);
  sheet.skip(8);
  sheet.line({ dashed: true });
  sheet.skip(6);
  sheet.write(second.cut);
  sheet.skip(6);
  sheet.blank(second.kept);
  sheet.skip(6);
  sheet.blank(second.knows);
};

/**
 * Draws the leaflet for libraries, town halls and families.
 * @param bot the bot's name, without `@`
 * @returns a PDF of two A4 pages
 */
export const drawLeaflet = (bot: string): Promise<Uint8Array> => {
  const sheet = new Sheet(texts.title);
  drawFirstPage(sheet, bot);
  drawSecondPage(sheet);
  return sheet.end();
};
