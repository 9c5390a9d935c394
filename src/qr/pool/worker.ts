import { readPicture } from "../decode/read-picture.ts";
import { prepareZxing } from "../decode/zxing.ts";
import { serveReadings } from "./serve.ts";

export default serveReadings(prepareZxing, ({ bytes, format }) => readPicture(bytes, format));
