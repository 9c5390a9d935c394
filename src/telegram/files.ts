import type { Api } from "grammy";

/** The result of a download: the file's bytes, or that it is larger than bots may download. */
export type Downloaded =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly why: "too-large" };

/** Downloads a file that a user sent. @throws DownloadFailed */
export type Download = (fileId: string) => Promise<Downloaded>;

/** The file could not be downloaded. Gives no details, because the URL holds the bot's token. */
export class DownloadFailed extends Error {
  constructor() {
    super("a file could not be downloaded");
    this.name = "DownloadFailed";
  }
}

/** The largest file that bots may download (Bot API, getFile). */
export const maxFileBytes = 20 * 1024 * 1024;
const defaultTimeoutMs = 10_000;
const maxAttempts = 2;

const readBounded = async (body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxFileBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/**
 * Creates the download function.
 * @param token is part of the URL (Bot API, getFile) @param apiRoot without a trailing slash
 * @param timeoutMs of one attempt; there are two
 */
export const createDownload = (
  api: Api,
  token: string,
  apiRoot: string,
  timeoutMs = defaultTimeoutMs,
): Download => {
  const downloadOnce = async (fileId: string): Promise<Downloaded> => {
    const { file_path: path } = await api.getFile(fileId);
    if (path === undefined) throw new DownloadFailed();
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
    });
    if (!response.ok || response.body === null) throw new DownloadFailed();
    const bytes = await readBounded(response.body);
    return bytes === undefined ? { ok: false, why: "too-large" } : { ok: true, bytes };
  };

  return async (fileId) => {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      try {
        return await downloadOnce(fileId);
      } catch (thrown) {
        if (thrown instanceof Error && /file is too big/i.test(thrown.message))
          return { ok: false, why: "too-large" };
      }
    }
    throw new DownloadFailed();
  };
};
