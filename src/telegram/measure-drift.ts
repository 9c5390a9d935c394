import type { DriftCheckedClock } from "../clock/clock-drift.ts";
import type { FetchTelegram } from "./http-client.ts";

/** Calls Telegram in this way, with every answer's date compared. */
export const measuringDrift =
  (clock: DriftCheckedClock, call: FetchTelegram): FetchTelegram =>
  async (address, options) => {
    const sentAt = clock.now();
    const answer = await call(address, options);
    clock.compare(sentAt, answer.headers.get("date"));
    return answer;
  };
