import { Counter, Registry } from "prom-client";

/** What the operator may know of the use of the bot: counts, and never who. */
export interface Metrics {
  /** Telegram sent an update. @param kind as the Bot API calls it */
  update(kind: string): void;
  /** Somebody does not see on the portal what the guide says. @param step the step's id */
  guideUnseen(step: string): void;
  /** A picture was looked at for QR codes. @param outcome `found`, or why there was none */
  qrReading(outcome: string): void;
  /** All counts, in Prometheus's text format, which is `contentType`. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Labels are names from our own code. Whatever else gets here could come from a person, and is not repeated. */
const labelOf = (name: string): string => (/^[a-z][A-Za-z_]{0,31}$/.test(name) ? name : "other");

/**
 * Counts from zero. Every app has counts of its own; those of the process (memory, event loop) are left out, since
 * prom-client has no way to stop measuring them.
 */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const counterOf = (name: string, help: string, label: string) => {
    const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
    return (value: string) => counter.inc({ [label]: labelOf(value) });
  };
  return {
    update: counterOf("kapuseged_updates_total", "Updates from Telegram, by their kind.", "kind"),
    guideUnseen: counterOf(
      "kapuseged_guide_unseen_total",
      "How often somebody did not see on the portal what a step of the guide says.",
      "step",
    ),
    qrReading: counterOf(
      "kapuseged_qr_readings_total",
      "Pictures looked at for QR codes, by what came of it.",
      "outcome",
    ),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
