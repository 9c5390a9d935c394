import type { InlineKeyboardMarkup } from "grammy/types";
import type { Params } from "./validation.ts";

type Row = Readonly<Record<string, unknown>>;

const actions = [
  "url",
  "callback_data",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "copy_text",
  "callback_game",
  "pay",
];
const styles = ["danger", "success", "primary"];
const chatActions = (
  "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker " +
  "find_location record_video_note upload_video_note"
).split(" ");

/**
 * Checks the limits written in the prose of the Bot API (sections of each method, "InlineKeyboardButton",
 * "CopyTextButton", "BotCommand"). Text and caption lengths are checked later, after their markup is read.
 * @returns what is wrong, in Telegram's words where it has any; empty when nothing is
 */
export const limitProblems = (method: string, params: Params): string[] => {
  const markup = params["reply_markup"] as InlineKeyboardMarkup | undefined;
  const rows = markup && "inline_keyboard" in markup ? markup.inline_keyboard : [];
  return [
    ...(rules[method]?.(params) ?? []),
    ...rows.flatMap((row) => row.flatMap((button) => buttonProblems(button as unknown as Row))),
  ];
};

const identifierProblems = (params: Params): string[] => {
  const known = params["chat_id"] !== undefined && params["message_id"] !== undefined;
  return known ? [] : ["message identifier is not specified"];
};

const buttonProblems = (button: Row): string[] => {
  const used = actions.filter((action) => button[action] !== undefined);
  const name = JSON.stringify(button["text"]);
  const problems: string[] = [];
  if (String(button["text"]).trim() === "") problems.push("inline keyboard button text must be non-empty");
  if (used.length === 0)
    problems.push(`inline keyboard button ${name}: text buttons are unallowed in the inline keyboard`);
  if (used.length > 1)
    problems.push(`inline keyboard button ${name} has ${used.length} actions: ${used.join(", ")}`);
  const style = button["style"];
  if (style !== undefined && !styles.includes(style as string))
    problems.push(`inline keyboard button ${name}: unknown style`);
  const data = button["callback_data"];
  if (typeof data === "string")
    problems.push(...between(Buffer.byteLength(data), 1, 64, "BUTTON_DATA_INVALID"));
  const copied = button["copy_text"] as Row | undefined;
  if (copied) problems.push(...length(copied["text"], 1, 256, "BUTTON_COPY_TEXT_INVALID"));
  const url = button["url"];
  if (typeof url === "string" && !(/^(?:https?|tg):\/\//i.test(url) && URL.canParse(url))) {
    problems.push(`inline keyboard button URL '${url}' is invalid`);
  }
  return problems;
};

const commandProblems = (params: Params): string[] => {
  const commands = params["commands"] as Row[];
  return [
    ...count(commands, 0, 100, "commands"),
    ...commands.flatMap((command) => [
      ...matching(command["command"], /^[a-z0-9_]{1,32}$/, "BOT_COMMAND_INVALID"),
      ...length(command["description"], 1, 256, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ]),
  ];
};

const between = (value: unknown, least: number, most: number, words: string): string[] => {
  if (typeof value !== "number" || (value >= least && value <= most)) return [];
  return [`${words} (${value} is not ${least}-${most})`];
};

/** Lengths are counted in UTF-16 units, never fewer than what Telegram counts. */
const length = (value: unknown, least: number, most: number, words: string): string[] => {
  return typeof value === "string" ? between(value.length, least, most, words) : [];
};

const count = (value: unknown, least: number, most: number, words: string): string[] => {
  return Array.isArray(value) ? between(value.length, least, most, `wrong number of ${words}`) : [];
};

const matching = (value: unknown, pattern: RegExp, words: string): string[] => {
  return typeof value !== "string" || pattern.test(value) ? [] : [`${words} (${value})`];
};

/** What the prose of the Bot API limits and its machine-readable data does not say. */
const rules: Readonly<Record<string, (params: Params) => string[]>> = {
  getUpdates: (params) => [
    ...between(params["limit"], 1, 100, "limit"),
    ...between(params["timeout"], 0, Infinity, "timeout"),
  ],
  setWebhook: (params) => [
    ...between(params["max_connections"], 1, 100, "max_connections"),
    ...matching(params["secret_token"], /^[\w-]{1,256}$/, "secret token contains illegal characters"),
  ],
  answerCallbackQuery: (params) => length(params["text"], 0, 200, "MESSAGE_TOO_LONG"),
  deleteMessages: (params) => count(params["message_ids"], 1, 100, "message identifiers"),
  sendMediaGroup: (params) => count(params["media"], 2, 10, "media"),
  sendChatAction: (params) =>
    chatActions.includes(String(params["action"])) ? [] : ["wrong parameter action in request"],
  setMyCommands: (params) => commandProblems(params),
  setMyDescription: (params) => length(params["description"], 0, 512, "BOT_DESCRIPTION_INVALID"),
  setMyShortDescription: (params) => length(params["short_description"], 0, 120, "BOT_ABOUT_INVALID"),
  setMyName: (params) => length(params["name"], 0, 64, "BOT_TITLE_INVALID"),
  ...Object.fromEntries(
    ["editMessageText", "editMessageReplyMarkup", "editMessageCaption", "editMessageMedia"].map((name) => [
      name,
      identifierProblems,
    ]),
  ),
};
