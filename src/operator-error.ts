import type { KeyRingError } from "./vault/key-ring.ts";

/** The operator must fix something. The message has one line per problem, each with its remedy, and no secret. */
export class OperatorError extends Error {
  constructor(...problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "OperatorError";
  }
}

const howToReplaceKey =
  'Put a random one with the next id before it (echo "2:$(openssl rand -base64 32)"), restart, and run: npm run keys -- rewrap. A new database needs only a random one (echo "1:$(openssl rand -base64 32)").';

/** What the operator is told about a key ring: a sentence without its subject when no file is concerned. */
export const keyRingProblem = ({ code, path }: KeyRingError): string => {
  const source = path ?? "MASTER_KEY";
  const subject = path === undefined ? "" : `${path} `;
  switch (code) {
    case "invalid-id":
      return "a key id must be a whole number from 1";
    case "invalid-key":
      return "each key must be 32 bytes in base64 (44 characters)";
    case "duplicate-id":
      return "a key id is given twice";
    case "repeated-key":
      return `${subject}has its newest key under two ids, so rotation would end nothing. ${howToReplaceKey}`;
    case "weak-key":
      return `${subject}has a newest key that can be guessed: it is text, or follows a pattern. ${howToReplaceKey}`;
    case "wrong-order":
      return `${subject}is not newest first: a key with a higher id follows. Put the key with the highest id first.`;
    case "file-exposed":
      return `${source} can be read by every user of this machine. Run: chmod 600 ${source}`;
    case "file-unreadable":
      return `${source} cannot be read. It must be a file, and this user needs the right to read it.`;
    case "file-damaged":
      return `${source} is damaged. Restore it from your safe copy, or set MASTER_KEY.`;
    case "file-missing":
      return `${source} is missing, and the database cannot be opened without it. Restore it from your safe copy, or name that one with MASTER_KEY_FILE.`;
    case "file-unwritable":
      return `${source} cannot be written. Give this user the right to write there, or set MASTER_KEY.`;
  }
};

/** Long polling would remove a webhook that another instance may be using. */
export const webhookInUse = ({ host }: URL): OperatorError =>
  new OperatorError(
    `BOT_TOKEN: Telegram delivers this bot's updates to a webhook at ${host}, which long polling would remove. If another instance uses it, set WEBHOOK_URL to join it, or use another token. To switch to long polling, stop that instance and start this one once with TAKE_OVER_WEBHOOK=1.`,
  );
