// Requests to the demo's server.
import { toast } from "./dom.js";

/** The user of this page, as the query names it: ?user=2 is the second one. */
export const user = new URLSearchParams(location.search).get("user") ?? "1";

/**
 * Sends a request to the server and shows its error, if there is one.
 * @param {string} path
 * @param {object | FormData} [body] an object is sent as JSON
 * @returns {Promise<any>} the response; `undefined` if it is empty or an error
 */
export const post = async (path, body = {}) => {
  try {
    const response = await fetch(`${path}?user=${user}`, {
      method: "POST",
      body: body instanceof FormData ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text === "" ? undefined : JSON.parse(text);
    if (response.ok) return answer;
    toast(answer?.error ?? "Ez most nem sikerült.");
  } catch {
    toast("A próba nem fut. Indítsd el újra: npm run demo");
  }
  return undefined;
};

/**
 * Follows a view of the server, and reconnects when the connection is lost.
 * @param {string} path
 * @param {(view: any) => void} show
 * @param {() => void} [lost]
 * @returns {() => void} stops following
 */
export const follow = (path, show, lost = () => undefined) => {
  const source = new EventSource(`${path}?user=${user}`);
  source.addEventListener("message", ({ data }) => show(JSON.parse(data)));
  source.addEventListener("error", lost);
  return () => source.close();
};
