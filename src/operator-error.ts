import type { KeyRingError } from "./vault/key-ring.ts";

/** The operator must fix something. The message has one line per problem, each with its remedy, and no secret. */
export class OperatorError extends Error {
  constructor(...problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "OperatorError";
  }
}

/** What the operator is told about a key ring: a sentence without its subject when no file is concerned. */
export const keyRingProblem = ({ code, path = "master.key" }: KeyRingError): string => {
  switch (code) {
    case "invalid-id":
      return "a key id must be a whole number from 1";
    case "invalid-key":
      return "each key must be 32 bytes in base64 (44 characters)";
    case "duplicate-id":
      return "a key id is given twice";
    case "file-unreadable":
      return `${path} cannot be read. Give this user the right to read it.`;
    case "file-damaged":
      return `${path} is damaged. Restore it from your backup, or set MASTER_KEY.`;
    case "file-missing":
      return `${path} is missing, and the database cannot be opened without it. Restore it from your backup, or set MASTER_KEY.`;
    case "file-unwritable":
      return `${path} cannot be written. Give this user the right to write there, or set MASTER_KEY.`;
  }
};
