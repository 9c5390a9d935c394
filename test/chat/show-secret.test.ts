import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  kinds,
  mishaps,
  openSecretWorld,
  SecretChat,
  type Kind,
  type Mishap,
  type SecretWorld,
} from "../support/secret-model.ts";

/** More of them for a longer run; see CONTRIBUTING. */
const runs = Number(process.env["SECRET_RUNS"] ?? 250);
const seed = Number(process.env["SECRET_SEED"] ?? 20_261_130);

let world: SecretWorld;
beforeAll(async () => {
  world = await openSecretWorld();
});
afterAll(() => world.close());

/** There is no model besides what must hold at all times. */
type Command = fc.AsyncCommand<object, SecretChat>;

/** How often a secret was seen after a step. */
let shown = 0;

/** After every step: a message that shows a secret has a planned end. */
const checkPlans = async (chat: SecretChat) => {
  const planned = await chat.planned();
  if (chat.showing.length > 0) shown += 1;
  for (const id of chat.showing) expect([...planned.keys()], "the planned ends").toContain(id);
};

const command = (
  name: string,
  act: (chat: SecretChat) => Promise<unknown>,
  may: (chat: SecretChat) => boolean = () => true,
): Command => {
  let skipped = true;
  return {
    check: () => true,
    run: async (_model, chat) => {
      skipped = !may(chat);
      if (skipped) return;
      await act(chat);
      await checkPlans(chat);
    },
    toString: () => (skipped ? `(${name})` : name),
  };
};

const minute = 60_000;
const lives = (chat: SecretChat) => !chat.isDead;

/** Mishaps of the bot's next steps: mostly one. */
const plans = fc
  .tuple(fc.nat(6), fc.constantFrom(...mishaps), fc.nat(3), fc.constantFrom(...mishaps))
  .map(([calm, one, between, other]): Mishap[] => {
    const none = (count: number) => Array.from({ length: count }, (): Mishap => "none");
    return [...none(calm), one, ...none(between), other];
  });
const text = (plan: readonly Mishap[]) => plan.join(",");

const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(fc.constantFrom<Kind>(...kinds), plans).map(([kind, plan]) =>
    command(
      `show ${kind} [${text(plan)}]`,
      (chat) => chat.show(kind, plan),
      (chat) => lives(chat) && !chat.isBlocked && !chat.isErased,
    ),
  ),
  plans.map((plan) => command(`wait 10 min [${text(plan)}]`, (chat) => chat.wait(10 * minute, plan))),
  plans.map((plan) => command(`wait 49 h [${text(plan)}]`, (chat) => chat.wait(49 * 60 * minute, plan))),
  fc.constant(
    command(
      "restart",
      (chat) => chat.restart(),
      (chat) => chat.isDead && !chat.isBlocked,
    ),
  ),
  fc.constant(command("delete", (chat) => chat.deleteAll())),
  fc.constant(
    command(
      "block",
      (chat) => chat.block(),
      (chat) => !chat.isErased,
    ),
  ),
  fc.constant(command("unblock", (chat) => chat.unblock())),
  plans.map((plan) =>
    command(
      `erase [${text(plan)}]`,
      (chat) => chat.erase(plan.map((mishap) => (mishap === "blocked-before" ? "none" : mishap))),
      (chat) => lives(chat) && !chat.isBlocked && !chat.isErased,
    ),
  ),
];

test("no secret is shown without a planned end, and none is left, whatever goes wrong", async () => {
  shown = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 7, size: "max" }), async (sequence) => {
      const chat = await SecretChat.start(world);
      await fc.asyncModelRun(() => ({ model: {}, real: chat }), sequence);
      await chat.recover();
      expect(chat.showing, "what is left").toEqual([]);
      expect([...(await chat.planned()).keys()], "the planned ends").toEqual([]);
    }),
    { numRuns: runs, seed },
  );
  // The sequences reach what they are about.
  expect(shown).toBeGreaterThan(runs / 5);
});
