import type { PictureFormat } from "../image/format.ts";
import type { TextPart } from "../structured-append.ts";

/** Why a picture gave no text. Each reason calls for different advice to the sender. */
export type QrFailure = "no-qr" | "not-a-picture" | "broken" | "too-large" | "too-slow" | "busy";

/**
 * What is visible of a code that could not be read. "too-small": its modules are under 2 pixels. "blurred": they are
 * large enough, but cannot be told apart. "cut-off": part of the code is covered or outside the picture, or the end of
 * the file is missing. "truncated": no sign of a code, but the end of the file is missing. "nothing": no sign of a code, or
 * only an uncertain one.
 */
export type Diagnosis = "nothing" | "too-small" | "blurred" | "cut-off" | "truncated";

/**
 * The result of reading a picture. `texts`: all distinct, non-empty QR texts in it. `parts`: of texts that are split over
 * several codes, not all of which are in it. At least one of the two is not empty. `unread`: what is visible of another code
 * that could not be read, while none of the texts is a key.
 */
export type QrReading =
  | { ok: true; texts: string[]; parts: TextPart[]; unread?: Exclude<Diagnosis, "nothing"> }
  | { ok: false; why: "no-qr"; diagnosis: Diagnosis }
  | { ok: false; why: Exclude<QrFailure, "no-qr"> };

/** The picture of a reading process. */
export interface ReadingTask {
  bytes: Uint8Array;
  format: PictureFormat;
}
