/** What is used of node-fetch, grammY's own way to Telegram, which brings no types. */
declare module "node-fetch" {
  interface Answer {
    readonly headers: { get(name: string): string | null };
    json(): Promise<unknown>;
  }

  export default function fetch(address: string, options?: object): Promise<Answer>;
}
