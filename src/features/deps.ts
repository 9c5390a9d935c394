import type { ReplyTarget } from "../chat/reply-target.ts";
import type { RichMessages } from "../chat/rich-messages.ts";
import type { Answers } from "../faq/answers.ts";
import type { Translate } from "../i18n.ts";
import type { CharactersReader } from "../key-characters/reader.ts";
import type { Log } from "../observability/log.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { QrReader } from "../qr/reader.ts";
import type { CheckedClock } from "../clock/clock.ts";
import type { Download } from "../telegram/files.ts";
import type { FairQueue } from "../jobs/fair-queue.ts";
import type { NoticeBoard } from "./owner/notice-board.ts";
import type { StatusDeps } from "./owner/status.ts";
import type { JobRunner } from "../jobs/job-runner.ts";
import type { RecentUse } from "../jobs/recent-use.ts";
import type { PictureUploads } from "../telegram/uploads.ts";
import type { Vault } from "../vault/vault.ts";

/**
 * Lets the handlers answer a text that did not come in a message of its own, such as the caption of an album.
 * @param text with the message it stood in, and the answer if no handler can use it
 */
export type AnswerText = (
  target: ReplyTarget,
  text: {
    readonly text: string;
    readonly messageId: number;
    readonly otherwise: (() => Promise<void>) | undefined;
  },
) => Promise<void>;

/** The handlers' dependencies; each handler takes only what it needs. */
export interface Deps {
  readonly t: Translate;
  readonly vault: Vault;
  readonly jobs: JobRunner;
  readonly clock: CheckedClock;
  readonly qr: QrReader;
  readonly characters: CharactersReader;
  readonly download: Download;
  /** Limits the pictures in memory that are searched for QR codes; of those that wait only Telegram's id is known. */
  readonly pictureQueue: FairQueue;
  /** The same for the pictures that are searched for characters, which takes longer. */
  readonly charactersQueue: FairQueue;
  /** How much work each chat has caused lately. */
  readonly recentUse: RecentUse;
  /** The pictures that go with screens. */
  readonly pictures: PictureUploads;
  /** Shows large digits. */
  readonly richMessages: RichMessages;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What the operator tells all users. */
  readonly notices: NoticeBoard;
  /** The owner's chat, if there is one, and what it is told when it asks. */
  readonly owner: { readonly chatId: number; readonly t: Translate; readonly status: StatusDeps } | undefined;
  /** The question base. */
  readonly answers: Answers;
  /** Days without use after which a user is warned that everything will be erased; 0: never. */
  readonly retentionDays: number;
  /** Who runs this bot, for the data-handling notice. */
  readonly operator: string | undefined;
}
