import type { Clock } from "../../src/clock/clock.ts";

interface Alarm {
  readonly time: number;
  readonly ring: () => void;
  timer: NodeJS.Timeout;
}

/** The machine's clock, set forward at will: what was to happen in between happens at once. */
export class MovableClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  at(time: number, callback: () => void): () => void {
    const ring = () => {
      this.#alarms.delete(alarm);
      callback();
    };
    const alarm: Alarm = { time, ring, timer: setTimeout(ring, Math.max(0, time - this.now())) };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
      clearTimeout(alarm.timer);
    };
  }

  /** @param ms how far ahead */
  forward(ms: number): void {
    this.#ahead += ms;
    for (const alarm of this.#alarms) {
      clearTimeout(alarm.timer);
      alarm.timer = setTimeout(alarm.ring, Math.max(0, alarm.time - this.now()));
    }
  }

  /** Goes forward until `left` seconds of the running period of `period` seconds are left. */
  forwardTo(left: number, period = 30): void {
    const intoPeriod = this.now() % (period * 1000);
    const wanted = (period - left) * 1000;
    this.forward((wanted - intoPeriod + period * 1000) % (period * 1000));
  }
}

/** A clock that stands still: what is shown of time is the same in every run, and only what is due at once happens. */
export class StillClock implements Clock {
  readonly #time: number;

  /** @param time ms since 1970 */
  constructor(time: number) {
    this.#time = time;
  }

  now(): number {
    return this.#time;
  }

  at(time: number, callback: () => void): () => void {
    if (time > this.#time + 1) return () => undefined;
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  }
}
