import { Product } from "../support/product.ts";

const portOf = ({ output }: Product): number => Number(/"port":(\d+)/.exec(output)?.[1]);

/** The instances of the product, which die and are started again as by a supervisor. */
export class Fleet {
  /** Kills so far. */
  kills = 0;
  readonly #environment: Record<string, string>;
  readonly #running = new Map<number, Product>();
  readonly #log: string[] = [];

  constructor(environment: Record<string, string>) {
    this.#environment = environment;
  }

  /** The ports of those that are there. */
  get ports(): readonly number[] {
    return [...this.#running.keys()];
  }

  /** What all of them, the dead among them, have written. */
  get log(): string {
    return [...this.#log, ...[...this.#running.values()].map(({ output }) => output)].join("");
  }

  /** Starts one more. */
  async add(): Promise<void> {
    const product = await new Product(this.#environment).ready();
    this.#running.set(portOf(product), product);
  }

  /** Kills one as it stands, and starts another in its place. @param chance in [0, 1) which one */
  async kill(chance: number): Promise<void> {
    const port = this.ports[Math.floor(chance * this.ports.length)];
    if (port === undefined) return;
    await this.#end(port, "SIGKILL");
    this.kills += 1;
    await this.add();
  }

  /** Stops all in good order. @returns whether each ended with 0 */
  async stop(): Promise<boolean> {
    const codes = await Promise.all(this.ports.map((port) => this.#end(port, "SIGTERM")));
    return codes.every((code) => code === 0);
  }

  async #end(port: number, signal: NodeJS.Signals): Promise<number | null> {
    const product = this.#running.get(port);
    this.#running.delete(port);
    if (product === undefined) return null;
    const { code } = await product.stop(signal);
    this.#log.push(product.output);
    return code;
  }
}
