import type { Metrics } from "../../observability/metrics.ts";
import type { DayCounts } from "./day-counts.ts";
import type { RecentPictures } from "./recent-pictures.ts";

/** Lets what the metrics count also be counted for the owner. */
export const countingForOwner = (metrics: Metrics, counts: DayCounts, pictures: RecentPictures): Metrics => ({
  ...metrics,
  codeGiven() {
    metrics.codeGiven();
    counts.count("codes");
  },
  qrReading(outcome) {
    metrics.qrReading(outcome);
    counts.count("pictures");
    pictures.note(outcome);
  },
  question(outcome) {
    metrics.question(outcome);
    counts.count("questions");
    if (outcome === "outOfScope") counts.count("unanswered");
  },
  guideUnseen(step, chatId) {
    metrics.guideUnseen(step, chatId);
    counts.unseen(step, chatId);
  },
});
