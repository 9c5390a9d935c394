import sharp from "sharp";
import type { Content } from "./chats.ts";
import { type Files, fileJson } from "./files.ts";

/** A file as it is sent; `reportedSize`, in bytes, is the size that Telegram reports instead of the real one. */
export interface DocumentFile {
  readonly fileName: string;
  readonly mimeType: string;
  readonly reportedSize?: number;
}

/** Keeps a file byte for byte, and makes the content of a message of it (Bot API "Document"). */
export const storeDocument = async (
  files: Files,
  bytes: Uint8Array,
  sent: DocumentFile,
): Promise<Content> => {
  const extension = /\.(\w+)$/.exec(sent.fileName)?.[1] ?? "bin";
  const file = files.add(bytes, "document", extension, sent.reportedSize);
  const thumbnail = await storeThumbnail(files, bytes, sent.mimeType);
  file.json = { ...fileJson(file), file_name: sent.fileName, mime_type: sent.mimeType, ...thumbnail };
  return { document: file.json };
};

/** Telegram adds a small picture to documents it can decode. */
const storeThumbnail = async (files: Files, bytes: Uint8Array, mimeType: string): Promise<Content> => {
  if (!mimeType.startsWith("image/")) return {};
  try {
    const small = await sharp(bytes)
      .resize({ width: 320, height: 320, fit: "inside", withoutEnlargement: true })
      .jpeg()
      .toBuffer({ resolveWithObject: true });
    const file = files.add(new Uint8Array(small.data), "thumbnail", "jpg");
    return { thumbnail: { ...fileJson(file), width: small.info.width, height: small.info.height } };
  } catch {
    return {};
  }
};
