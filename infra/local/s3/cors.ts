import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { S3Error } from './s3-error.ts';
import { childrenOf, textOf, type XmlNode, type XmlValue } from './xml.ts';

/** One rule of a CORS configuration, in the shape of `AWS::S3::Bucket` `CorsConfiguration.CorsRules`. */
export const CorsRule = z.object({
  Id: z.string().optional(),
  AllowedMethods: z.array(z.string()).min(1),
  AllowedOrigins: z.array(z.string()).min(1),
  AllowedHeaders: z.array(z.string()).optional(),
  ExposedHeaders: z.array(z.string()).optional(),
  MaxAge: z.coerce.number().optional(),
});
export type CorsRule = z.infer<typeof CorsRule>;

const texts = (node: XmlNode, name: string): string[] | undefined => {
  const found = childrenOf(node, name).map((child) => child.text);
  return found.length > 0 ? found : undefined;
};

/** @throws S3Error `MalformedXML` */
export const corsFromXml = (document: XmlNode): CorsRule[] => {
  const rules = z.array(CorsRule).safeParse(
    childrenOf(document, 'CORSRule').map((node) => ({
      Id: textOf(node, 'ID'),
      AllowedMethods: texts(node, 'AllowedMethod'),
      AllowedOrigins: texts(node, 'AllowedOrigin'),
      AllowedHeaders: texts(node, 'AllowedHeader'),
      ExposedHeaders: texts(node, 'ExposeHeader'),
      MaxAge: textOf(node, 'MaxAgeSeconds'),
    })),
  );
  if (!rules.success) throw new S3Error('MalformedXML', 400, 'The CORS configuration is not valid');
  return rules.data;
};

export const corsToXml = (rules: readonly CorsRule[]): XmlValue => ({
  CORSRule: rules.map((rule) => ({
    ID: rule.Id,
    AllowedMethod: rule.AllowedMethods,
    AllowedOrigin: rule.AllowedOrigins,
    AllowedHeader: rule.AllowedHeaders,
    ExposeHeader: rule.ExposedHeaders,
    MaxAgeSeconds: rule.MaxAge,
  })),
});

const matches = (pattern: string, value: string): boolean => {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === value;
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
};

const listOf = (header: string | undefined): string[] =>
  (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/**
 * Puts the CORS headers of the first fitting rule on the answer.
 *
 * @returns whether a rule fitted; a preflight without one is to be refused.
 */
export const applyCors = (rules: readonly CorsRule[], req: IncomingMessage, res: ServerResponse): boolean => {
  const { origin } = req.headers;
  if (origin === undefined) return false;
  const method = req.headers['access-control-request-method'] ?? req.method ?? '';
  const asked = listOf(req.headers['access-control-request-headers']);
  const rule = rules.find(
    (candidate) =>
      candidate.AllowedMethods.includes(method) &&
      candidate.AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
      asked.every((name) => candidate.AllowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  res.setHeader('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
  if (!rule) return false;
  const isForAll = rule.AllowedOrigins.includes('*');
  res.setHeader('access-control-allow-origin', isForAll ? '*' : origin);
  if (!isForAll) res.setHeader('access-control-allow-credentials', 'true');
  res.setHeader('access-control-allow-methods', rule.AllowedMethods.join(', '));
  if (asked.length > 0) res.setHeader('access-control-allow-headers', asked.join(', '));
  if (rule.ExposedHeaders) res.setHeader('access-control-expose-headers', rule.ExposedHeaders.join(', '));
  if (rule.MaxAge !== undefined) res.setHeader('access-control-max-age', `${rule.MaxAge}`);
  return true;
};
