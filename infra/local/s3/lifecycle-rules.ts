import { z } from 'zod';
import { S3Error } from './s3-error.ts';
import { childOf, childrenOf, textOf, type XmlNode, type XmlValue } from './xml.ts';

const Days = z.coerce.number().int().min(1);

/** One rule of a lifecycle configuration, in the shape of `AWS::S3::Bucket` `LifecycleConfiguration.Rules`. */
export const LifecycleRule = z.object({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().optional(),
  TagFilters: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
  ObjectSizeGreaterThan: z.coerce.number().optional(),
  ObjectSizeLessThan: z.coerce.number().optional(),
  ExpirationInDays: Days.optional(),
  ExpirationDate: z.coerce.string().optional(),
  ExpiredObjectDeleteMarker: z.boolean().optional(),
  NoncurrentVersionExpirationInDays: Days.optional(),
  NoncurrentVersionExpiration: z
    .object({ NoncurrentDays: Days, NewerNoncurrentVersions: z.coerce.number().int().min(1).optional() })
    .optional(),
  AbortIncompleteMultipartUpload: z.object({ DaysAfterInitiation: Days }).optional(),
});
export type LifecycleRule = z.input<typeof LifecycleRule>;
export type ParsedLifecycleRule = z.output<typeof LifecycleRule>;

const ruleFromXml = (node: XmlNode): unknown => {
  const filter = childOf(node, 'Filter');
  const scope = childOf(filter, 'And') ?? filter;
  const expiration = childOf(node, 'Expiration');
  const noncurrent = childOf(node, 'NoncurrentVersionExpiration');
  const abort = childOf(node, 'AbortIncompleteMultipartUpload');
  const tags = childrenOf(scope, 'Tag').map((tag) => ({ Key: textOf(tag, 'Key'), Value: textOf(tag, 'Value') }));
  return {
    Id: textOf(node, 'ID'),
    Status: textOf(node, 'Status'),
    Prefix: textOf(scope, 'Prefix') ?? textOf(node, 'Prefix'),
    TagFilters: tags.length > 0 ? tags : undefined,
    ObjectSizeGreaterThan: textOf(scope, 'ObjectSizeGreaterThan'),
    ObjectSizeLessThan: textOf(scope, 'ObjectSizeLessThan'),
    ExpirationInDays: textOf(expiration, 'Days'),
    ExpirationDate: textOf(expiration, 'Date'),
    ExpiredObjectDeleteMarker: textOf(expiration, 'ExpiredObjectDeleteMarker') === 'true' ? true : undefined,
    NoncurrentVersionExpiration: noncurrent && {
      NoncurrentDays: textOf(noncurrent, 'NoncurrentDays'),
      NewerNoncurrentVersions: textOf(noncurrent, 'NewerNoncurrentVersions'),
    },
    AbortIncompleteMultipartUpload: abort && { DaysAfterInitiation: textOf(abort, 'DaysAfterInitiation') },
  };
};

/** @throws S3Error `MalformedXML` */
export const lifecycleFromXml = (document: XmlNode): ParsedLifecycleRule[] => {
  const rules = z.array(LifecycleRule).min(1).safeParse(childrenOf(document, 'Rule').map(ruleFromXml));
  if (!rules.success) throw new S3Error('MalformedXML', 400, 'The lifecycle configuration is not valid');
  return rules.data;
};

export const lifecycleToXml = (rules: readonly ParsedLifecycleRule[]): XmlValue => ({
  Rule: rules.map((rule) => {
    const noncurrent =
      rule.NoncurrentVersionExpiration ??
      (rule.NoncurrentVersionExpirationInDays === undefined
        ? undefined
        : { NoncurrentDays: rule.NoncurrentVersionExpirationInDays });
    const hasExpiration =
      rule.ExpirationInDays !== undefined ||
      rule.ExpirationDate !== undefined ||
      rule.ExpiredObjectDeleteMarker !== undefined;
    return {
      ID: rule.Id,
      Status: rule.Status,
      Filter: {
        And: {
          Prefix: rule.Prefix ?? '',
          Tag: rule.TagFilters,
          ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
          ObjectSizeLessThan: rule.ObjectSizeLessThan,
        },
      },
      Expiration: hasExpiration
        ? {
            Days: rule.ExpirationInDays,
            Date: rule.ExpirationDate,
            ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
          }
        : undefined,
      NoncurrentVersionExpiration: noncurrent,
      AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    };
  }),
});
