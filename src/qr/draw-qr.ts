import qrcode from "qrcode";

/**
 * Draws a text as a QR code for the camera of another phone: a PNG, black on white, with the quiet zone of
 * ISO/IEC 18004. The picture exists in memory only.
 *
 * @throws Error if the text is too long for a QR code
 */
export const drawQrCode = async (text: string): Promise<Uint8Array> => {
  // With an even scale every module stays sharp when Telegram converts the picture to a photo.
  const png = await qrcode.toBuffer(text, { errorCorrectionLevel: "L", margin: 4, scale: 10 });
  return new Uint8Array(png);
};
