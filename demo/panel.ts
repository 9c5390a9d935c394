import { existsSync } from "node:fs";
import { createClient, type Client, type Value } from "@libsql/client";
import type { Telegram } from "../test/support/bot-api-server/index.ts";
import type { DemoClock } from "./clock.ts";
import type { BotProcess, LogLine } from "./bot-process.ts";
import type { PanelView, TableView } from "./wire.ts";

/** What the view of the panel is built from. */
export interface PanelParts {
  readonly telegram: Telegram;
  readonly robot: BotProcess;
  readonly clock: DemoClock;
  readonly databaseFile: string;
}

/** How many rows of a table, lines of the log and calls to show. */
const limits = { rows: 12, lines: 80, calls: 60 };

/** Tables with data of users come first; tables that are not listed come last. */
const tableOrder = ["chats", "records", "jobs", "pictures", "seen_updates", "facts", "migrations"];
const rankOf = ({ name }: TableView) =>
  tableOrder.includes(name) ? tableOrder.indexOf(name) : tableOrder.length;

/** Blobs are sealed and ids are random, so their beginnings say as much as all of them: nothing. */
const maxCharacters = 8;

const short = (text: string) => (text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text);

const cell = (value: Value): string => {
  if (value === null) return "–";
  if (value instanceof ArrayBuffer)
    return `${short(Buffer.from(value).toString("hex"))} ${value.byteLength} bájt`;
  return typeof value === "string" ? short(value) : String(value);
};

const tableView = async (database: Client, name: string): Promise<TableView> => {
  const counted = await database.execute(`SELECT COUNT(*) AS count FROM "${name}"`);
  const { columns, rows } = await database.execute(`SELECT * FROM "${name}" LIMIT ${limits.rows}`);
  return {
    name,
    count: Number(counted.rows[0]?.["count"]),
    columns,
    rows: rows.map((row) => columns.map((column) => cell(row[column] ?? null))),
  };
};

/**
 * Everything in the bot's database, as a thief of the file would see it: without the master key. The file is opened only
 * briefly, so that the bot can empty its write-ahead log.
 */
const tablesOf = async (file: string): Promise<TableView[]> => {
  if (!existsSync(file)) return [];
  const database = createClient({ url: `file:${file}` });
  try {
    const { rows } = await database.execute(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    const tables: TableView[] = [];
    for (const { name } of rows) {
      if (typeof name === "string") tables.push(await tableView(database, name));
    }
    return tables.sort((a, b) => rankOf(a) - rankOf(b));
  } finally {
    database.close();
  }
};

const levels: Readonly<Record<number, string>> = {
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

const lineView = ({ at, text }: LogLine): PanelView["log"][number] => {
  try {
    const { level, msg, ...rest } = JSON.parse(text) as Record<string, unknown>;
    // Its own time is that of the machine's clock.
    delete rest["time"];
    const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : "";
    return { at, level: levels[Number(level)] ?? "", text: `${String(msg)}${more}` };
  } catch {
    return { at, level: "", text };
  }
};

type Call = Telegram["calls"][number];

/** Summarises a call without its text, which may contain codes and keys. */
const summaryOf = ({ params, description }: Call): string => {
  const text = params["text"] ?? params["caption"];
  const rows = (params["reply_markup"] as { inline_keyboard?: unknown[][] } | undefined)?.inline_keyboard;
  const parts = [
    params["message_id"] === undefined ? "" : `${Number(params["message_id"])}. üzenet`,
    Array.isArray(params["message_ids"]) ? `${params["message_ids"].join(", ")}. üzenet` : "",
    typeof text === "string" ? `${text.length} jel` : "",
    rows === undefined ? "" : `${rows.flat().length} gomb`,
    description ?? "",
  ];
  return parts.filter(Boolean).join(" · ");
};

/** What the bot has stored and logged, and its calls to Telegram. */
export const panelView = async (parts: PanelParts): Promise<PanelView> => {
  const { telegram, robot, clock, databaseFile } = parts;
  return {
    robot: robot.state,
    pid: robot.pid,
    ahead: clock.ahead,
    tables: await tablesOf(databaseFile),
    log: robot.lines.slice(-limits.lines).map(lineView).reverse(),
    calls: telegram.calls
      .filter(({ method }) => method !== "getUpdates")
      .slice(-limits.calls)
      .map((call) => ({
        at: call.at,
        method: call.method,
        summary: summaryOf(call),
        ok: call.ok,
      }))
      .reverse(),
  };
};
