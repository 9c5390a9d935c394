import type { IncomingMessage } from "node:http";
import { type Upload, readMultipart } from "./multipart.ts";
import { badRequest, Refusal } from "./refusal.ts";
import { type Params, methodName, typedFields } from "./validation.ts";

/** The largest upload Telegram takes (Bot API, "Sending files"), in bytes, and something for the form around it. */
const uploadLimit = 51 * 1024 * 1024;

/** What a call brought with it. */
export interface Body {
  readonly params: Params;
  readonly files: ReadonlyMap<string, Upload>;
}

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= uploadLimit) chunks.push(chunk);
    }
  } catch {
    throw new Refusal(499, "The client hung up");
  }
  if (size > uploadLimit) throw new Refusal(413, "Request Entity Too Large");
  return Buffer.concat(chunks);
};

const withoutNulls = (value: Params): Params => {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
};

/**
 * Reads the parameters of a call in any of the four ways the Bot API takes them ("Making requests"): the query,
 * a urlencoded form, JSON, and multipart/form-data.
 * @throws Refusal 400 when the body is none of these, 413 when it is too large, 499 when it never ends
 */
export const readBody = async (request: IncomingMessage, url: URL, method: string): Promise<Body> => {
  const known = methodName(method) ?? "";
  const typed = (fields: Iterable<[string, string]>): Params =>
    typedFields(known, Object.fromEntries(fields));
  const query = typed(url.searchParams);
  const bytes = await bytesOf(request);
  if (bytes.length === 0) return { params: query, files: new Map() };
  const type = request.headers["content-type"] ?? "";
  try {
    if (type.startsWith("multipart/form-data")) {
      const form = readMultipart(bytes, type);
      const named = [...form.files.keys()].map((name): [string, string] => [name, `attach://${name}`]);
      const direct = named.filter(([name]) => isFileField(known, name));
      const params = { ...query, ...typed(direct), ...typed(Object.entries(form.fields)) };
      return { params, files: form.files };
    }
    if (type.startsWith("application/json")) {
      const json = JSON.parse(bytes.toString()) as unknown;
      if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("not an object");
      return { params: { ...query, ...withoutNulls(json as Params) }, files: new Map() };
    }
    return { params: { ...query, ...typed(new URLSearchParams(bytes.toString())) }, files: new Map() };
  } catch (error) {
    throw badRequest(
      `can't parse the request body: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

/** A file in a field of its own name is that parameter; any other is meant by `attach://`. */
const isFileField = (method: string, name: string): boolean => {
  return (
    name === "certificate" || (method.toLowerCase() === `send${name}` && ["photo", "document"].includes(name))
  );
};
