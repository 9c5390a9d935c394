import type { CheckedClock } from "../../clock/clock.ts";
import { isContactHour } from "../../clock/local-time.ts";
import type { Translate } from "../../i18n.ts";
import type { Log } from "../../observability/log.ts";
import { isUnreachable } from "../../telegram/api-errors.ts";
import { ownerChecks, ownerKinds, type OwnerSignals, type Verdict } from "./checks.ts";
import type { OwnerKind, Told } from "./told.ts";

/** Sends the owner a message, in Telegram's HTML. @param isSilent whether without a sound */
export type TellOwner = (text: string, isSilent: boolean) => Promise<void>;

interface OwnerWatchDeps {
  readonly t: Translate;
  readonly clock: Pick<CheckedClock, "now">;
  readonly log: Log;
  readonly signals: OwnerSignals;
  readonly told: Told;
  readonly tell: TellOwner;
  /** Whether other instances share the database. */
  readonly isShared: boolean;
}

/** Checks the program's state and tells the owner what is wrong, and when it is fine again. */
export class OwnerWatch {
  readonly #deps: OwnerWatchDeps;
  /** What has been wrong at this instance. */
  readonly #seenWrong = new Set<OwnerKind>();
  /** What was wrong at the last look. */
  readonly #wasWrong = new Set<OwnerKind>();
  #isUnreachable = false;

  constructor(deps: OwnerWatchDeps) {
    this.#deps = deps;
  }

  /** Runs all checks once. Never rejects: the owner's messages must not hinder anything else. */
  async look(): Promise<void> {
    const { signals, t, log } = this.#deps;
    for (const kind of ownerKinds) {
      try {
        await this.#report(kind, await ownerChecks[kind].look(signals, t));
      } catch (thrown) {
        log.warn({ err: thrown, kind }, "the owner could not be told, or a check failed");
      }
    }
  }

  async #report(kind: OwnerKind, verdict: Verdict): Promise<void> {
    const { signals, t, told, tell, clock, isShared } = this.#deps;
    const { isOwn = false, isPassing = false, repeatDays } = ownerChecks[kind];
    const wasWrong = this.#wasWrong.has(kind);
    if (verdict.is === "wrong") this.#wasWrong.add(kind);
    else this.#wasWrong.delete(kind);
    if (verdict.is === "unknown" || (verdict.is === "wrong" && isPassing && !wasWrong)) return;
    if (verdict.is === "wrong") this.#seenWrong.add(kind);
    else if (isOwn && isShared && !this.#seenWrong.has(kind)) return;
    const isDaytime = isContactHour(clock.now());
    const takeBack = await told.claim(kind, { day: signals.today(), is: verdict.is, repeatDays, isDaytime });
    if (takeBack === undefined) return;
    const text = verdict.is === "wrong" ? t(verdict.text, verdict.values) : t(`owner:${kind}.fine`);
    try {
      await tell(text, !isDaytime);
      this.#isUnreachable = false;
      if (verdict.is === "fine") this.#seenWrong.delete(kind);
    } catch (thrown) {
      if (isUnreachable(thrown)) this.#noteUnreachable();
      else {
        await takeBack();
        throw thrown;
      }
    }
  }

  #noteUnreachable(): void {
    if (!this.#isUnreachable)
      this.#deps.log.warn(
        "OWNER_CHAT_ID: the bot may not write to this chat. Open the bot there and press Start.",
      );
    this.#isUnreachable = true;
  }
}
