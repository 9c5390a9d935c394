import type { PictureFormat } from "../image/format.ts";

/** Why a picture gave no text. Each asks something else of the sender, so none is folded into another. */
export type QrFailure = "no-qr" | "not-a-picture" | "broken" | "too-large" | "too-slow" | "busy";

/**
 * What was seen of a code that could not be read. "too-small": its modules are under 2 pixels. "blurred": they are
 * large enough, but not to be told apart. "cut-off": a part of it is covered or outside the picture, or the file did
 * not arrive whole. "nothing": no sign of a code, or none that is sure.
 */
export type Seen = "nothing" | "too-small" | "blurred" | "cut-off";

/** What reading a picture came to. `texts`: all distinct, non-empty QR texts in it, at least one, best stage first. */
export type QrReading =
  | { ok: true; texts: string[] }
  | { ok: false; why: "no-qr"; seen: Seen }
  | { ok: false; why: Exclude<QrFailure, "no-qr"> };

/** What the reading process is handed. `bytes` owns its whole buffer, because the buffer is moved on its way. */
export interface ReadingTask {
  bytes: Uint8Array<ArrayBuffer>;
  format: PictureFormat;
}

/** Handed over instead of a picture, so that a process starts. */
export const nothing = "nothing";

/** What the reading process says when it takes a task up; the deadline runs from here. */
export interface TaskStarted {
  pid: number;
}
