import type { DriftCheckedClock } from "../clock/clock-drift.ts";
import type { FetchTelegram } from "./http-client.ts";

/** Wraps a way of calling Telegram so that every response's date is compared with the clock. */
export const measuringDrift =
  (clock: DriftCheckedClock, fetch: FetchTelegram): FetchTelegram =>
  async (url, options) => {
    const sentAt = clock.now();
    const response = await fetch(url, options);
    clock.compare(sentAt, response.headers.get("date"));
    return response;
  };
