// The entry of `npm run keys` and `node dist/keys.js`.
import "./cli/keys.ts";
