import qrcode from "qrcode";

/**
 * Draws a text as a QR code for another phone's camera: PNG, black on white, with the margin of ISO/IEC 18004.
 * It is only ever in memory.
 * @throws Error when the text is too long for a code
 */
export async function drawCode(text: string): Promise<Uint8Array> {
  // Of an even scale every module is sharp also after Telegram has made a photo of it.
  const png = await qrcode.toBuffer(text, { errorCorrectionLevel: "L", margin: 4, scale: 10 });
  return new Uint8Array(png);
}
