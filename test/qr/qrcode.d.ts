declare module "qrcode" {
  interface Code {
    modules: { size: number; data: Uint8Array };
  }
  const qrcode: { create(text: string, options: { errorCorrectionLevel: "L" | "M" | "Q" | "H" }): Code };
  export default qrcode;
}
