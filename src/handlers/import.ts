import type { Key } from "../otp/key.ts";
import type { Exported } from "../otp/export.ts";
import { emptyExportScreen, exportRemarks, type Traces } from "../screens/intake.ts";
import { clearTraces } from "./clearing.ts";
import type { Deps } from "./deps.ts";
import { takeKey } from "./keep-key.ts";
import { offerKeys, openQuestions } from "./offers.ts";
import { send } from "./show.ts";
import type { Visit } from "./visit.ts";

/** What came at once: keys, some of them out of exports of another app. */
export interface Haul {
  readonly keys: readonly Key[];
  readonly exports: readonly Exported[];
  readonly of: Traces["of"];
  readonly messageIds: readonly number[];
}

/** A key is taken, of several the person is asked which; what is not usable of an export is said. */
export const takeHaul = async (
  deps: Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">,
  visit: Visit,
  { keys, exports, of, messageIds }: Haul,
): Promise<void> => {
  const remarks = exportRemarks(deps.t, exports);
  const [key, another] = keys;
  if (key === undefined)
    return visit.show(emptyExportScreen(deps.t, remarks, await clearTraces(deps, visit, of, messageIds)));
  // The next picture of an export joins the question that the one before has raised.
  const joins = exports.length > 0 && (await openQuestions(deps, visit.person)).length > 0;
  if (another !== undefined || joins) return offerKeys(deps, visit, { keys, of, messageIds, remarks });
  await takeKey(deps, visit, { key, of, messageIds });
  if (remarks !== "") await send(visit, { text: remarks });
};
