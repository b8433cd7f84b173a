import { z } from 'zod';
import { TemplateNotUnderstood } from './intrinsics.ts';

/** The properties of one resource, their intrinsic functions resolved. */
export type Properties = Readonly<Record<string, unknown>>;
export const Properties = z.record(z.string(), z.unknown());

/** One resource as the readers of each kind get it. */
export interface Found {
  logicalId: string;
  type: string;
  reference: string;
  attribute(name: string): string;
  properties: Properties;
  metadata: Properties;
}

/** Reads properties by a schema, and names the resource when they do not fit. */
export function read<S extends z.ZodType>(schema: S, found: Found): z.output<S> {
  const result = schema.safeParse(found.properties);
  if (result.success) return result.data;
  throw new TemplateNotUnderstood(`${found.type} ${found.logicalId}: ${z.prettifyError(result.error)}`);
}
