import type { Clock } from "../../clock/clock.ts";
import type { QrOutcome } from "../../observability/labels.ts";

const windowMs = 3_600_000;
/** Further pictures of the hour are not remembered, and make no difference. */
const maxPictures = 1_000;

/** Outcomes for which no picture is to blame: too little processor or memory, or a broken connection. */
const ownFaults: readonly QrOutcome[] = ["tooSlow", "busy", "lost"];

/** How many pictures came in the last hour, and how many of them failed through no fault of theirs. */
export class RecentPictures {
  readonly #clock: Clock;
  #pictures: { readonly at: number; readonly failed: boolean }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(outcome: QrOutcome): void {
    this.#dropOld();
    if (this.#pictures.length < maxPictures)
      this.#pictures.push({ at: this.#clock.now(), failed: ownFaults.includes(outcome) });
  }

  count(): { readonly all: number; readonly failed: number } {
    this.#dropOld();
    return {
      all: this.#pictures.length,
      failed: this.#pictures.filter(({ failed }) => failed).length,
    };
  }

  #dropOld(): void {
    const since = this.#clock.now() - windowMs;
    this.#pictures = this.#pictures.filter(({ at }) => at > since);
  }
}
