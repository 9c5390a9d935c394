/** In SQL, ms since 1970 by the database's clock, which all instances share. */
export const databaseNow = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
