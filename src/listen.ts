import type { Config } from "./config.ts";
import type { HttpServer } from "./observability/http-server.ts";
import { OperatorError } from "./operator-error.ts";

const listenProblem = (thrown: unknown, { port, host }: Config): string => {
  const { code = "unknown error" } = thrown as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return `PORT: another program listens on port ${port} of ${host} already. Stop it, or set PORT to a free one.`;
  if (code === "EACCES")
    return `PORT: this user has no right to listen on port ${port}. Set PORT to one from 1024 up.`;
  return `HOST: cannot listen on ${host} (${code}). Set it to an address of this machine: 127.0.0.1, or 0.0.0.0 for all.`;
};

/** Starts listening where the settings say. @returns the port @throws OperatorError when it cannot */
export const listen = async (server: HttpServer, config: Config): Promise<number> => {
  try {
    return await server.listen(config.port, config.host);
  } catch (thrown) {
    throw new OperatorError(listenProblem(thrown, config));
  }
};
