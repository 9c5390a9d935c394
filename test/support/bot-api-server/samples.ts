import { type Content, type Message } from "./chats.ts";
import { type Files, fileJson } from "./files.ts";

/** Kinds of message a person may send that this bot has no use for. */
export type SampleKind =
  | "voice"
  | "video"
  | "sticker"
  | "location"
  | "contact"
  | "audio"
  | "animation"
  | "video_note"
  | "poll"
  | "dice"
  | "venue"
  | "document";

const extensions: Readonly<Record<string, string>> = {
  voice: "oga",
  video: "mp4",
  sticker: "webp",
  audio: "mp3",
  animation: "mp4",
  video_note: "mp4",
  document: "pdf",
};
const place = { latitude: 47.507, longitude: 19.0456 };

/** What the Bot API's type for each kind says besides the file (sections "Voice", "Video", … "Venue"). */
const bare: Readonly<Record<SampleKind, Record<string, unknown>>> = {
  voice: { duration: 3, mime_type: "audio/ogg" },
  video: { width: 720, height: 1280, duration: 4, mime_type: "video/mp4", file_name: "VID_20260101.mp4" },
  sticker: { type: "regular", width: 512, height: 512, is_animated: false, is_video: false, emoji: "👍" },
  location: place,
  contact: { phone_number: "+36301234567", first_name: "Minta", user_id: 4_999_999_999 },
  audio: { duration: 180, title: "Dal", performer: "Zenész", mime_type: "audio/mpeg" },
  animation: { width: 320, height: 240, duration: 2, mime_type: "video/mp4", file_name: "gif.mp4" },
  video_note: { length: 240, duration: 5 },
  poll: {
    id: "5300000000000000001",
    question: "Igen vagy nem?",
    options: [
      { persistent_id: "0", text: "igen", voter_count: 0 },
      { persistent_id: "1", text: "nem", voter_count: 0 },
    ],
    total_voter_count: 0,
    is_closed: false,
    is_anonymous: true,
    type: "regular",
    allows_multiple_answers: false,
    allows_revoting: false,
    members_only: false,
  },
  dice: { emoji: "🎲", value: 4 },
  venue: { location: place, title: "Kormányablak", address: "Budapest, Minta utca 1." },
  document: { file_name: "irat.pdf", mime_type: "application/pdf" },
};

/** A message of this kind as Telegram would bring it, with a small file behind it where the kind has one. */
export const sampleContent = (files: Files, kind: SampleKind): Content => {
  const extension = extensions[kind];
  if (!extension) return { [kind]: bare[kind], ...(kind === "venue" ? { location: place } : {}) };
  const file = files.add(Buffer.from(`a sample ${kind}`), kind, extension);
  file.json = { ...fileJson(file), ...bare[kind] };
  // "For backward compatibility, when this field is set, the document field will also be set" (Message.animation).
  return kind === "animation" ? { animation: file.json, document: file.json } : { [kind]: file.json };
};

/** Where a forwarded message is from, as its hidden sender (Bot API "MessageOriginHiddenUser"). */
export const forwardedFrom = (name: string, date: Message["date"]): Content => {
  return { forward_origin: { type: "hidden_user", sender_user_name: name, date: date - 3600 } };
};
