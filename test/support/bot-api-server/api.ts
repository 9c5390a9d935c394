import type { Body } from "./body.ts";
import type { Call } from "./calls.ts";
import type { Cloud } from "./cloud.ts";
import { type Fault, faultRefusal } from "./faults.ts";
import { limitProblems } from "./limits.ts";
import { editing } from "./methods/editing.ts";
import { groups } from "./methods/groups.ts";
import type { Request } from "./methods/method.ts";
import { profile } from "./methods/profile.ts";
import { receiving } from "./methods/receiving.ts";
import { sending } from "./methods/sending.ts";
import { badRequest, Refusal } from "./refusal.ts";
import { methodName, typeProblems } from "./validation.ts";

type AnyMethod = (cloud: Cloud, params: unknown, request: Request) => unknown;
const methods = { ...sending, ...editing, ...profile, ...receiving, ...groups } as Readonly<
  Record<string, AnyMethod | undefined>
>;

/** What goes back to the bot; `drop` closes the connection instead. */
interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly drop: boolean;
}

/** The Bot API itself: every call passes faults, validation and its method, and is written down. */
export class Api {
  readonly #cloud: Cloud;
  /** Cuts delays short when the server closes. */
  closed = false;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /**
   * @param given the method as the bot spelled it
   * @param read reads the parameters; its refusal is the answer
   * @returns never rejects: what goes wrong is in the answer
   */
  async call(
    given: string,
    read: () => Promise<Body>,
    gone: () => boolean,
    via: Call["via"],
  ): Promise<Answer> {
    const { calls, faults, change, now } = this.#cloud;
    const method = methodName(given);
    const fault = method ? faults.take(method) : undefined;
    const call: Call = { method: method ?? given, params: {}, at: now(), via, ok: false };
    if (fault) call.fault = fault.kind;
    calls.begin(call.method);
    try {
      const body = await read();
      Object.assign(call.params, body.params);
      const result = await this.#meet(call, fault, body, gone);
      call.ok = fault?.kind !== "drop-before";
      return { status: 200, body: { ok: true, result }, drop: isDrop(fault) };
    } catch (error) {
      return { ...refused(call, error), drop: isDrop(fault) };
    } finally {
      calls.list.push(call);
      calls.end(call.method);
      change.tell();
    }
  }

  async #meet(
    call: Call,
    fault: Fault | undefined,
    { params, files }: Body,
    gone: () => boolean,
  ): Promise<unknown> {
    if (fault?.kind === "delay") await this.#cloud.change.within(() => this.closed, fault.ms);
    if (fault?.kind === "drop-before") return undefined;
    const refusal = faultRefusal(fault);
    if (refusal) throw refusal;
    if (!methodName(call.method)) throw new Refusal(404, "Not Found: method not found");
    const wrongTypes = typeProblems(call.method, params, files);
    const problems = wrongTypes.length > 0 ? wrongTypes : limitProblems(call.method, params);
    if (problems.length > 0) {
      call.problems = problems;
      throw badRequest(problems.join("; "));
    }
    const run = methods[call.method];
    if (!run) throw new Refusal(501, `Not Implemented: ${call.method} is not emulated here`);
    return run(this.#cloud, params, { files, gone });
  }
}

const isDrop = (fault: Fault | undefined): boolean => {
  return fault?.kind === "drop-before" || fault?.kind === "drop-after";
};

const refused = (call: Call, error: unknown): Omit<Answer, "drop"> => {
  // Anything but a refusal is a fault of the emulator itself; it shows in `refused`, so that it cannot hide.
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, `The emulator failed: ${(error as Error).stack ?? ""}`);
  call.error_code = refusal.code;
  call.description = refusal.message;
  if (refusal.code === 400 && !call.fault) call.problems ??= [refusal.message];
  return { status: refusal.code, body: refusalJson(refusal) };
};

/** A refusal as the body of an answer. */
export const refusalJson = (refusal: Refusal): Record<string, unknown> => {
  const { code, message, parameters } = refusal;
  return { ok: false, error_code: code, description: message, ...(parameters ? { parameters } : {}) };
};
