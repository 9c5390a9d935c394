// The operator's command for a notice to all users: npm run notice -- TEXT [--hours N | --until TIME] | end
import { formatLocalTime } from "../clock/local-time.ts";
import { parseStorageConfig } from "../config.ts";
import { withEnvFile } from "../env-file.ts";
import { openMaintenance } from "../open-storage.ts";
import { parseNoticeArguments } from "./notice-arguments.ts";
import { print, runCommand } from "./run-command.ts";

await runCommand(async () => {
  const { notice, envFile } = parseNoticeArguments(process.argv.slice(2), Date.now());
  const maintenance = await openMaintenance(parseStorageConfig(withEnvFile(process.env, envFile)));
  await maintenance.putNotice(notice).finally(() => maintenance.close());
  print(
    notice === undefined
      ? "The notice has ended. The bot stops showing it within a minute."
      : `Every user sees the notice once, with the next answer, from within a minute until ${formatLocalTime(notice.until)} in Hungary. To end it earlier: npm run notice -- end`,
  );
});
