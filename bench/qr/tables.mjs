// The measurements as Markdown.

/** Fair: no finder pattern is covered, and a module is at least one pixel wide. */
export const isFair = ({ ppm, scene }) => (ppm === undefined || ppm >= 1) && scene !== "thumb-overlay";

export const share = (rows, good) =>
  rows.length === 0 ? "-" : ((100 * rows.filter(good).length) / rows.length).toFixed(1);

/** @returns the quantile of the rows' times, in ms */
export const quantile = (rows, part) => {
  const sorted = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
};

/** @returns a row of a Markdown table */
export const row = (cells) => `| ${cells.join(" | ")} |\n`;
/** @returns the header of a Markdown table */
export const head = (cells) => row(cells) + row(cells.map(() => "---"));
const read = ({ right }) => right > 0;

/** @returns the tables: right texts by group, then speed, safety, event loop and memory */
export const tables = ({ rows, machine }) => {
  const names = Object.keys(machine);
  const each = (cell) =>
    names.map((name) =>
      cell(
        rows.filter(({ decoder }) => decoder === name),
        name,
      ),
    );
  const positive = rows.filter(({ kind }) => kind === "positive");
  const groups = [...new Set(positive.map(({ group }) => group))];
  let text = head(["right texts, % (fair / all)", "pictures", ...names]);
  const line = (label, chosen) => {
    const count = positive.filter((one) => one.decoder === names[0] && chosen(one)).length;
    const cells = each((own) => {
      const these = own.filter((one) => one.kind === "positive" && chosen(one));
      return `${share(these.filter(isFair), read)} / ${share(these, read)}`;
    });
    text += row([label, count, ...cells]);
  };
  for (const name of groups) line(name, ({ group }) => group === name);
  line("Telegram photo + file", ({ group }) => group === "tg-photo" || group === "doc-png");
  line("**all**", () => true);
  return text + "\n" + costs(each, names, machine);
};

const costs = (each, names, machine) => {
  const found = (own) => own.filter((one) => one.kind === "positive" && read(one));
  // The pictures that the yardstick reads are the easier ones, so we also compare times on those alone.
  const yardsticks = each((own, name) => (name === "zxing-wasm once" ? found(own) : [])).flat();
  const yardstick = quantile(yardsticks, 0.5);
  const easy = new Set(yardsticks.map(({ file }) => file));
  const missed = (own) => own.filter((one) => one.kind !== "hostile" && !read(one));
  const ms = (value) => value.toFixed(0);
  const lines = [
    [
      "every text, %",
      (own) =>
        share(
          own.filter(({ kind }) => kind === "positive"),
          ({ all }) => all,
        ),
    ],
    ["wrong texts", (own) => own.reduce((sum, { wrong }) => sum + wrong, 0)],
    [
      "no code: clean, %",
      (own) =>
        share(
          own.filter(({ kind }) => kind === "negative"),
          ({ wrong, answered }) => wrong === 0 && answered,
        ),
    ],
    [
      "hostile: within 3 s",
      (own) => {
        const these = own.filter(({ kind }) => kind === "hostile");
        return `${these.filter(({ answered, ms: time }) => answered && time < 3000).length} of ${these.length}`;
      },
    ],
    ["found: p50 / p95, ms", (own) => `${ms(quantile(found(own), 0.5))} / ${ms(quantile(found(own), 0.95))}`],
    ["found: p50 to zxing-wasm once", (own) => `${(quantile(found(own), 0.5) / yardstick).toFixed(2)}×`],
    [
      "found by both: p50 to zxing-wasm once",
      (own) => {
        const both = own.filter((one) => one.kind === "positive" && read(one) && easy.has(one.file));
        const files = new Set(both.map(({ file }) => file));
        const same = yardsticks.filter(({ file }) => files.has(file));
        return `${(quantile(both, 0.5) / quantile(same, 0.5)).toFixed(2)}×`;
      },
    ],
    [
      "not found: p50 / p95 / max, ms",
      (own) => [0.5, 0.95, 1].map((part) => ms(quantile(missed(own), part))).join(" / "),
    ],
    [
      "loop blocked, 16 in flight: p99 / max, ms",
      (_, name) => {
        const crowd = machine[name].crowd;
        return crowd === undefined ? "no answer" : `${crowd.p99.toFixed(1)} / ${ms(crowd.max)}`;
      },
    ],
    [
      "hostile: peak RSS / 30 s after, MB",
      (_, name) => {
        const memory = machine[name].memory;
        return memory === undefined ? "no answer" : `${ms(memory.peak)} / ${ms(memory.after)}`;
      },
    ],
  ];
  return head(["", ...names]) + lines.map(([label, cell]) => row([label, ...each(cell)])).join("");
};
