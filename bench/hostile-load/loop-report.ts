/** What loop-monitor.mjs wrote down. */
import { existsSync, readFileSync } from "node:fs";

/** A time in which the event loop stood still; ms. */
interface Block {
  /** ms since 1970. */
  readonly endedAt: number;
  readonly lateMs: number;
  /** On a core meanwhile. */
  readonly coreMs: number;
  /** Waiting for a core meanwhile, which others had. */
  readonly waitedMs: number;
}

/** How long the event loop was blocked in a time; ms. */
export interface LoopReport {
  /** By the program itself: by computing or by waiting for the disk. */
  readonly longestMs: number;
  /** Blocks of more than the limit. */
  readonly tooLong: number;
  /** The longest one including the wait for a core. */
  readonly longestWithWaitMs: number;
}

const ownMs = ({ lateMs, waitedMs }: Block) => Math.max(0, lateMs - waitedMs);

/** @param from ms since 1970 @param to likewise @param limitMs longer blocks are counted */
export const readLoopReport = (file: string, from: number, to: number, limitMs: number): LoopReport => {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  const all = lines.map((line) => JSON.parse(line) as Block);
  const blocks = all.filter(({ endedAt }) => endedAt >= from && endedAt <= to);
  return {
    longestMs: Math.max(0, ...blocks.map(ownMs)),
    tooLong: blocks.filter((block) => ownMs(block) > limitMs).length,
    longestWithWaitMs: Math.max(0, ...blocks.map(({ lateMs }) => lateMs)),
  };
};
