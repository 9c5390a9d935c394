import type { InputMedia, MessageEntity } from "grammy/types";
import type { Content } from "../chats.ts";
import type { Cloud } from "../cloud.ts";
import { storeDocument } from "../documents.ts";
import { formatted } from "../entities.ts";
import type { Upload } from "../multipart.ts";
import { storePhoto } from "../photos.ts";
import { badRequest } from "../refusal.ts";
import { parseRichHtml } from "../rich.ts";

/** The longest text and caption "after entities parsing", in UTF-16 units (Bot API "sendMessage", "sendPhoto"). */
const longest = { text: 4096, caption: 1024 };

interface Captioned {
  readonly caption?: string;
  readonly parse_mode?: string;
  readonly caption_entities?: MessageEntity[];
}

/**
 * The text part of a message.
 * @param tooLong Telegram's words for a text over the limit; they differ between sending and editing
 */
export const textContent = (
  params: { text?: string; parse_mode?: string; entities?: MessageEntity[] },
  tooLong: string,
): Content => {
  const { text, entities } = formatted(params.text ?? "", params.parse_mode, params.entities);
  if (text === "") throw badRequest("message text is empty");
  if (text.length > longest.text) throw badRequest(tooLong);
  return entities.length > 0 ? { text, entities } : { text };
};

/** The content of a rich message. @throws Refusal when it is given in another way than in HTML, or does not parse */
export const richContent = ({ html, markdown }: { html?: string; markdown?: string }): Content => {
  if (html === undefined || markdown !== undefined)
    throw badRequest("only the HTML of rich messages is emulated here");
  return { rich_message: { blocks: parseRichHtml(html) } };
};

/** The caption part of a message; empty when there is none. */
export const captionContent = (params: Captioned): Content => {
  const { text, entities } = formatted(params.caption ?? "", params.parse_mode, params.caption_entities);
  if (text.length > longest.caption) throw badRequest("message caption is too long");
  if (text === "") return {};
  return entities.length > 0 ? { caption: text, caption_entities: entities } : { caption: text };
};

/**
 * The file part of a photo or document message: an upload, or a file sent before, by its id.
 * @param given a file_id, `attach://name`, or the name of the field that holds the upload
 * @throws Refusal when it is none of these, or no picture where a picture is needed
 */
export const fileContent = async (
  cloud: Cloud,
  kind: "photo" | "document",
  given: string,
  files: ReadonlyMap<string, Upload>,
): Promise<Content> => {
  const upload = files.get(given.replace(/^attach:\/\//, "")) ?? (given === "" ? files.get(kind) : undefined);
  if (upload)
    return kind === "photo" ? photoContent(cloud, upload) : storeDocument(cloud.files, upload.bytes, upload);
  if (/^https?:/i.test(given)) throw badRequest("failed to get HTTP URL content");
  const file = cloud.files.get(given);
  if (!file) throw badRequest("wrong remote file identifier specified: Wrong string length");
  if (file.kind !== kind) throw badRequest(`can't use file of type ${file.kind} as ${kind}`);
  return { [kind]: file.json };
};

/** The content of an `InputMedia…`: its file and its caption. */
export const mediaContent = async (
  cloud: Cloud,
  media: InputMedia,
  files: ReadonlyMap<string, Upload>,
): Promise<Content> => {
  if (media.type !== "photo" && media.type !== "document") {
    throw badRequest(`media of type ${media.type} is not emulated here`);
  }
  const caption = captionContent(media);
  const file = await fileContent(cloud, media.type, media.media as unknown as string, files);
  return { ...file, ...caption };
};

const photoContent = async (cloud: Cloud, upload: Upload): Promise<Content> => {
  const photo = await storePhoto(cloud.files, upload.bytes, upload.fileName).catch(() => {
    throw badRequest("IMAGE_PROCESS_FAILED");
  });
  return { photo };
};
