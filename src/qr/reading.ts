import type { PictureFormat } from "./format.ts";
import type { Hold } from "./hold.ts";

/** Why a picture gave no text. Each asks something else of the sender, so none is folded into another. */
export type QrFailure =
  "no-qr" | "not-a-picture" | "unsupported" | "broken" | "too-large" | "too-slow" | "busy";

/** What reading a picture came to. `texts`: all distinct, non-empty QR texts in it, at least one, best stage first. */
export type QrReading = { ok: true; texts: string[] } | { ok: false; why: QrFailure };

/** What the reading thread is handed. `bytes` owns its whole buffer, because the buffer is moved to the thread. */
export interface ReadingTask {
  id: number;
  bytes: Uint8Array<ArrayBuffer>;
  format: PictureFormat;
  hold: Hold;
}

/** What the reading thread says when it takes a task up; the deadline runs from here. */
export interface TaskStarted {
  startedTask: number;
}
