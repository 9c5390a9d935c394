import { once } from "node:events";
import {
  request,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";

/** A request to a server on loopback; POST to /telegram unless told otherwise. */
export interface RequestOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly agent?: Agent;
}

/** Starts a request on a connection of its own, unless it has an agent. Its body is up to the caller. */
export const startRequest = (
  port: number,
  { method = "POST", path = "/telegram", headers = {}, agent }: RequestOptions,
): ClientRequest => request({ host: "127.0.0.1", port, method, path, headers, agent: agent ?? false });

/** Waits for the whole response. */
export const responseTo = async (started: ClientRequest): Promise<{ status: number; body: string }> => {
  const [response] = (await once(started, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) body += String(chunk);
  return { status: response.statusCode ?? 0, body };
};

/** Sends a whole request and waits for the response. */
export const send = (
  port: number,
  options: RequestOptions,
  body = "",
): Promise<{ status: number; body: string }> => {
  const started = startRequest(port, options);
  started.end(body);
  return responseTo(started);
};
