// The entry of `npm run notice` and `node dist/notice.js`.
import "./cli/notice.ts";
