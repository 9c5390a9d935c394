/*
 * The values of the labels in /metrics. The lists are closed, so that every series exists from the start: a series that
 * begins with its first event at 1 has no increase, and an alert on it misses that event. The values are on the wire:
 * dashboards and alerts name them.
 */

/** Stands for a value that is not in its label's list: it could come from a user, and is not published. */
export const otherLabel = "other";

/** `flood`: dropped because its chat sends too many; `blocked`: the user has blocked the bot. */
export const updateOutcomes = ["handled", "duplicate", "flood", "blocked", "failed"] as const;
export type UpdateOutcome = (typeof updateOutcomes)[number];

/**
 * `limited`: too many calls (429); `blocked`: the user has blocked the bot (403); `late`: too late, or nothing to change
 * (400); `refused`: any other refusal; `fault`: a server error (5xx); `lost`: no response.
 */
export const callOutcomes = ["ok", "limited", "blocked", "late", "refused", "fault", "lost"] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** The methods of the Bot API that the bot calls. The journeys fail when one is missing here. */
export const calledMethods: readonly string[] = [
  ...["getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "getMe", "getFile"],
  ...["getMyCommands", "getMyDescription", "getMyShortDescription"],
  ...["setMyCommands", "setMyDescription", "setMyShortDescription"],
  ...["sendMessage", "sendPhoto", "sendDocument", "answerCallbackQuery"],
  ...["editMessageText", "editMessageCaption", "editMessageMedia", "deleteMessage"],
];

/** Why a database operation is retried, as SQLite, Node.js, undici and our own driver name it. */
export const retryCodes: readonly string[] = [
  ...["SQLITE_BUSY", "SQLITE_LOCKED", "NO_ANSWER", "SERVER_ERROR", "STREAM_EXPIRED"],
  ...["HRANA_WEBSOCKET_ERROR", "HRANA_CLOSED_ERROR", "HRANA_PROTO_ERROR"],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_SOCKET"],
];

/** What the search for a QR code in a picture found, or why it found none. */
export const qrOutcomes = [
  ...(["found", "noQr", "tooSmall", "blurred", "cutOff", "incomplete", "partOnly"] as const),
  ...(["notAPicture", "broken", "tooLarge", "tooSlow", "tooMany", "busy", "lost"] as const),
] as const;
export type QrOutcome = (typeof qrOutcomes)[number];

/** What the search for a key's characters found, or why it found none. */
export const charactersOutcomes = [
  ...(["key", "cancellationCode", "noCharacters"] as const),
  ...(["notAPicture", "broken", "tooLarge", "tooSlow", "busy"] as const),
] as const;
export type CharactersOutcome = (typeof charactersOutcomes)[number];

/** `unsure`: answered with a choice; `outOfScope`: not answered. */
export const questionOutcomes = ["sure", "talk", "unsure", "outOfScope"] as const;
export type QuestionOutcome = (typeof questionOutcomes)[number];

/** What is counted for each day. These names are stored as well. */
export const dayEvents = ["codes", "pictures", "questions", "unanswered"] as const;
export type DayEvent = (typeof dayEvents)[number];

/** The name of the count of people who do not see on the portal what a step describes. It is stored. */
export const unseenName = (step: string): string => `unseen:${step}`;
