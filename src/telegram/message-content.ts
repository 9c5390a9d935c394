import type { Document, ExternalReplyInfo, Message, PhotoSize } from "grammy/types";
import { richLinks, richPhotos, richText } from "./rich-text.ts";

/** The addresses that a message holds without showing them. */
const hiddenLinks = (message: Message): string[] =>
  [
    ...[...(message.entities ?? []), ...(message.caption_entities ?? [])].map((entity) =>
      entity.type === "text_link" ? entity.url : undefined,
    ),
    ...(message.rich_message === undefined ? [] : richLinks(message.rich_message)),
    message.link_preview_options?.url,
  ].filter((url) => url !== undefined);

const shownText = ({ text, caption, rich_message: rich, checklist }: Message): string =>
  text ??
  caption ??
  (rich === undefined ? undefined : richText(rich)) ??
  (checklist === undefined ? "" : [checklist.title, ...checklist.tasks.map((task) => task.text)].join("\n"));

/**
 * What a message says, wherever Telegram puts it: in its text, its caption, its formatted blocks or its checklist. A
 * link to a key that is hidden behind a word stands below. `undefined` if the message says nothing.
 */
export const textOf = (message: Message): string | undefined => {
  const shown = shownText(message);
  const links = hiddenLinks(message).filter((url) => /otpauth/i.test(url) && !shown.includes(url));
  return [shown, ...new Set(links)].filter(Boolean).join("\n").trim() || undefined;
};

/** A file that may be a picture. */
export type PictureSource = Pick<Document, "file_id" | "file_size" | "mime_type" | "file_name">;

/** Of a photo the largest of the sizes that Telegram made. */
const largest = (sizes: readonly PhotoSize[] | undefined): PictureSource[] => sizes?.slice(-1) ?? [];

type MediaHolder = Pick<
  Message & ExternalReplyInfo,
  "photo" | "document" | "animation" | "live_photo" | "paid_media" | "sticker"
>;

const mediaIn = ({
  photo,
  document,
  animation,
  live_photo,
  paid_media,
  sticker,
}: MediaHolder): PictureSource[] => {
  // A GIF comes as an animation with a document beside it, a live photo as a video with a photo beside it.
  if (photo !== undefined) return largest(photo);
  if (document !== undefined && animation === undefined) return [document];
  if (live_photo !== undefined) return largest(live_photo.photo);
  // The apps send a WebP file as a static sticker that belongs to no set.
  if (
    sticker?.type === "regular" &&
    !sticker.is_animated &&
    !sticker.is_video &&
    sticker.set_name === undefined
  )
    return [{ ...sticker, mime_type: "image/webp" }];
  return (paid_media?.paid_media ?? []).flatMap((media) => {
    if (media.type === "photo") return largest(media.photo);
    return media.type === "live_photo" ? largest(media.live_photo.photo) : [];
  });
};

/**
 * The pictures and files that a message holds; of a message from another chat that it answers, if it holds none.
 * Documents of every type are among them.
 */
export const picturesOf = (message: Message): readonly PictureSource[] => {
  const own = mediaIn(message);
  if (own.length > 0) return own;
  if (message.rich_message !== undefined) return richPhotos(message.rich_message).flatMap(largest);
  return message.external_reply === undefined ? [] : mediaIn(message.external_reply);
};
