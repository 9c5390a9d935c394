/**
 * An answer of the Bot API that says no ("Making requests": `ok`, `error_code`, `description`, `parameters`).
 * Thrown by everything behind the HTTP server and turned into the HTTP answer there.
 */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;

  constructor(code: number, description: string, parameters?: Record<string, number>) {
    super(description);
    this.name = "Refusal";
    this.code = code;
    this.parameters = parameters;
  }
}

/**
 * @param problem what is wrong, in Telegram's words, without its "Bad Request: " head
 * @returns the refusal with code 400, ready to throw
 */
export const badRequest = (problem: string): Refusal => {
  return new Refusal(400, `Bad Request: ${problem}`);
};
