import type { Answers } from "../answers/answers.ts";
import type { Translate } from "../i18n.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Gate } from "../qr/gate.ts";
import type { QrReader } from "../qr/read.ts";
import type { CheckedClock } from "../telegram/clock.ts";
import type { Download } from "../telegram/files.ts";
import type { Jobs } from "../telegram/jobs.ts";
import type { Pictures } from "../telegram/pictures.ts";
import type { Vault } from "../vault/vault.ts";

/** What the handlers work with; each takes only what it needs. */
export interface Deps {
  readonly t: Translate;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly clock: CheckedClock;
  readonly qr: QrReader;
  readonly download: Download;
  /** The line for pictures: those inside are in memory, those waiting are known by Telegram's id alone. */
  readonly pictureLine: Gate;
  /** The pictures that go with screens. */
  readonly pictures: Pictures;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The question base. */
  readonly answers: Answers;
  /** Days without use after which a person is told that everything will be erased; 0: never. */
  readonly retentionDays: number;
  /** Who runs this bot, for the data-handling notice. */
  readonly operator: string | undefined;
}
