import type { PortalContext } from '../portal-env.ts';

/** The text fields of a posted form; what is not a text, or not a form at all, is not there. */
export const fieldsOf = async (c: PortalContext): Promise<Record<string, string>> => {
  const body = await c.req.parseBody().catch(() => ({}));
  const texts = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([name, text]) => [name, text.replace(/\r\n?/g, '\n')]));
};
