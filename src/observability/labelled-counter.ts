import { Counter, type Registry } from "prom-client";
import { otherLabel } from "./labels.ts";

/** The values of each label, by its name. */
type LabelLists = Readonly<Record<string, readonly string[]>>;

/** All combinations of one value of each label. */
const combinationsOf = (lists: LabelLists): Record<string, string>[] =>
  Object.entries(lists).reduce<Record<string, string>[]>(
    (rows, [label, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [label]: value }))),
    [{}],
  );

/** A counter whose series all exist from the start, at 0. A value that is in no list counts as `other`. */
export class LabelledCounter {
  readonly #counter: Counter;
  readonly #lists: Record<string, readonly string[]>;

  constructor(registry: Registry, name: string, help: string, lists: LabelLists) {
    this.#counter = new Counter({ name, help, labelNames: Object.keys(lists), registers: [registry] });
    this.#lists = Object.fromEntries(
      Object.entries(lists).map(([label, values]) => [label, [...values, otherLabel]]),
    );
    for (const labels of combinationsOf(this.#lists)) this.#counter.inc(labels, 0);
  }

  /** Begins further series at 0, of a counter with one label. */
  add(label: string, values: readonly string[]): void {
    const fresh = values.filter((value) => this.#lists[label]?.includes(value) !== true);
    for (const value of fresh) this.#counter.inc({ [label]: value }, 0);
    this.#lists[label] = [...(this.#lists[label] ?? []), ...fresh];
  }

  /** Counts an event. */
  count(labels: Readonly<Record<string, string>>): void {
    const known = Object.entries(labels).map(([label, value]) => [
      label,
      this.#lists[label]?.includes(value) === true ? value : otherLabel,
    ]);
    this.#counter.inc(Object.fromEntries(known) as Record<string, string>);
  }
}
