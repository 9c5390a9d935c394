import type { Api } from "grammy";

/** What came of a download: the file's bytes, or that it is larger than bots may fetch. */
export type Downloaded =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly why: "too-large" };

/** Fetches a file that a person sent. @throws DownloadFailed */
export type Download = (fileId: string) => Promise<Downloaded>;

/** Telegram did not hand the file over. Says nothing more: the address holds the bot's token. */
export class DownloadFailed extends Error {
  constructor() {
    super("a file could not be downloaded");
    this.name = "DownloadFailed";
  }
}

/** Bytes; what getFile lets bots download (Bot API, getFile). */
export const maxFileBytes = 20 * 1024 * 1024;

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
 * Makes the downloader.
 * @param token goes into the address, as the Bot API wants it. @param apiRoot without a slash at the end.
 * @param patience ms for one attempt; there are two.
 */
export const createDownload = (api: Api, token: string, apiRoot: string, patience = 10_000): Download => {
  const attempt = async (fileId: string): Promise<Downloaded> => {
    const { file_path: path } = await api.getFile(fileId);
    if (path === undefined) throw new DownloadFailed();
    const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, {
      signal: AbortSignal.timeout(patience),
      redirect: "error",
    });
    if (!response.ok || response.body === null) throw new DownloadFailed();
    const bytes = await readBounded(response.body);
    return bytes === undefined ? { ok: false, why: "too-large" } : { ok: true, bytes };
  };

  return async (fileId) => {
    for (const last of [false, true]) {
      try {
        return await attempt(fileId);
      } catch (thrown) {
        if (thrown instanceof Error && /file is too big/i.test(thrown.message))
          return { ok: false, why: "too-large" };
        if (last) throw new DownloadFailed();
      }
    }
    throw new DownloadFailed();
  };
};
