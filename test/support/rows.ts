import { createClient } from "@libsql/client";

/** How much is left in a database of people; facts about the whole database and update ids apart. */
export const rowsLeft = async (file: string, ...tables: string[]): Promise<number> => {
  const client = createClient({ url: `file:${file}` });
  try {
    const counts = (tables.length > 0 ? tables : ["chats", "records", "jobs"]).map(
      (table) => `(SELECT count(*) FROM ${table})`,
    );
    const { rows } = await client.execute(`SELECT ${counts.join(" + ")} AS n`);
    return Number(rows[0]?.["n"]);
  } finally {
    client.close();
  }
};
