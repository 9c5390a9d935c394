// The entry of `npm run backup` and `node dist/backup.js`.
import "./cli/backup.ts";
