/** Any value that survives a round trip through JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads text that the engine itself wrote, or that was checked when it came in. */
export const readJson = (text: string): Json => JSON.parse(text);

/** What JSON keeps of a value; `undefined` (and a function) becomes null, as in a Lambda's answer. */
export const toJson = (value: unknown): Json => readJson(JSON.stringify(value) ?? 'null');
