import { monitorEventLoopDelay } from "node:perf_hooks";

/** How often the event loop's delay is sampled. */
const resolutionMs = 10;

/** Longer than the usual interval between scrapes, so that none misses a window. */
const windowMs = 60_000;

/**
 * The event loop's delay over the last one to two minutes, the worse of two windows. Reading it does not reset it: otherwise
 * anyone who can read the metrics could hide a slow loop from the operator's next scrape.
 */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #timer: NodeJS.Timeout;
  #lastWindow = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#lastWindow = this.#currentWindow();
      this.#histogram.reset();
    }, windowMs).unref();
  }

  /** 99th percentile. */
  get seconds(): number {
    return Math.max(this.#lastWindow, this.#currentWindow());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #currentWindow(): number {
    return Math.max(0, this.#histogram.percentile(99) / 1e9 - resolutionMs / 1e3);
  }
}
