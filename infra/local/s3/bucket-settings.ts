import type { ServerResponse } from 'node:http';
import type { Bucket, BucketSettings } from './buckets.ts';
import { corsFromXml, corsToXml } from './cors.ts';
import { lifecycleFromXml, lifecycleToXml } from './lifecycle-rules.ts';
import { requestText, requestXml } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import { answerEmpty, answerXml, type S3Request } from './s3-request.ts';
import type { StoreRooms } from './store-rooms.ts';
import { childOf, parseXml, textOf, type XmlNode, type XmlValue } from './xml.ts';

/** A subresource of a bucket that the store acts on. */
interface Setting {
  root: string;
  /** The code when there is none; without one an empty document is the answer. */
  missing?: string;
  read(document: XmlNode): Partial<BucketSettings>;
  show(settings: BucketSettings): XmlValue;
  without?: Partial<BucketSettings>;
}

const readVersioning = (document: XmlNode): Partial<BucketSettings> => {
  const status = textOf(document, 'Status');
  if (status !== 'Enabled' && status !== 'Suspended')
    throw new S3Error('MalformedXML', 400, 'The versioning status is not valid');
  return { versioning: status };
};

const readEncryption = (document: XmlNode): Partial<BucketSettings> => {
  const rule = childOf(childOf(document, 'Rule'), 'ApplyServerSideEncryptionByDefault');
  const algorithm = textOf(rule, 'SSEAlgorithm');
  if (algorithm !== 'aws:kms' && algorithm !== 'AES256')
    throw new S3Error('MalformedXML', 400, 'The encryption algorithm is not valid');
  const keyId = textOf(rule, 'KMSMasterKeyID');
  return { encryption: { algorithm, ...(keyId === undefined ? {} : { keyId }) } };
};

const SETTINGS: Readonly<Record<string, Setting>> = {
  versioning: {
    root: 'VersioningConfiguration',
    read: readVersioning,
    show: ({ versioning }) => ({ Status: versioning }),
  },
  encryption: {
    root: 'ServerSideEncryptionConfiguration',
    read: readEncryption,
    // Since 2023 a bucket without a configuration of its own has SSE-S3.
    show: ({ encryption = { algorithm: 'AES256' } }) => ({
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: encryption.algorithm, KMSMasterKeyID: encryption.keyId },
      },
    }),
    without: { encryption: undefined },
  },
  lifecycle: {
    root: 'LifecycleConfiguration',
    missing: 'NoSuchLifecycleConfiguration',
    read: (document) => ({ lifecycle: lifecycleFromXml(document) }),
    show: ({ lifecycle }) => lifecycle && lifecycleToXml(lifecycle),
    without: { lifecycle: undefined },
  },
  cors: {
    root: 'CORSConfiguration',
    missing: 'NoSuchCORSConfiguration',
    read: (document) => ({ cors: corsFromXml(document) }),
    show: ({ cors }) => cors && corsToXml(cors),
    without: { cors: undefined },
  },
};

/** Configurations that are kept and given back as they came; nothing here acts on them. */
const DOCUMENTS: Readonly<Record<string, { root: string; missing?: string }>> = {
  publicAccessBlock: { root: 'PublicAccessBlockConfiguration', missing: 'NoSuchPublicAccessBlockConfiguration' },
  notification: { root: 'NotificationConfiguration' },
  tagging: { root: 'Tagging', missing: 'NoSuchTagSet' },
  ownershipControls: { root: 'OwnershipControls', missing: 'OwnershipControlsNotFoundError' },
  logging: { root: 'BucketLoggingStatus' },
  'object-lock': { root: 'ObjectLockConfiguration', missing: 'ObjectLockConfigurationNotFoundError' },
};

const notThere = (code: string): S3Error => new S3Error(code, 404, 'The configuration does not exist');

const answerSetting = async (
  rooms: StoreRooms,
  req: S3Request,
  res: ServerResponse,
  bucket: Bucket,
  setting: Setting,
) => {
  if (req.method === 'PUT') {
    rooms.buckets.change(bucket.name, setting.read(await requestXml(req, setting.root)));
    return answerEmpty(res);
  }
  if (req.method === 'DELETE' && setting.without) {
    rooms.buckets.change(bucket.name, setting.without);
    return answerEmpty(res, 204);
  }
  const shown = setting.show(bucket.settings);
  if (shown === undefined && setting.missing !== undefined) throw notThere(setting.missing);
  answerXml(res, setting.root, shown ?? {});
};

const answerDocument = async (rooms: StoreRooms, req: S3Request, res: ServerResponse, bucket: Bucket, name: string) => {
  const { root, missing } = DOCUMENTS[name] ?? { root: name };
  const { [name]: document, ...others } = bucket.settings.documents;
  if (req.method === 'PUT') {
    const text = await requestText(req);
    if (parseXml(text).name !== root) throw new S3Error('MalformedXML', 400, `Expected ${root}`);
    rooms.buckets.change(bucket.name, { documents: { ...others, [name]: text } });
    return answerEmpty(res);
  }
  if (req.method === 'DELETE') {
    rooms.buckets.change(bucket.name, { documents: others });
    return answerEmpty(res, 204);
  }
  if (document !== undefined) {
    res.writeHead(200, { 'content-type': 'application/xml' }).end(document);
    return;
  }
  if (missing !== undefined) throw notThere(missing);
  answerXml(res, root, {});
};

const answerPolicy = async (rooms: StoreRooms, req: S3Request, res: ServerResponse, bucket: Bucket) => {
  if (req.method === 'PUT') {
    const text = await requestText(req);
    try {
      rooms.buckets.change(bucket.name, { policy: JSON.parse(text) });
    } catch (cause) {
      throw Object.assign(new S3Error('MalformedPolicy', 400, 'Policies must be valid JSON'), { cause });
    }
    return answerEmpty(res, 204);
  }
  if (req.method === 'DELETE') {
    rooms.buckets.change(bucket.name, { policy: undefined });
    return answerEmpty(res, 204);
  }
  if (bucket.settings.policy === undefined) throw notThere('NoSuchBucketPolicy');
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(bucket.settings.policy));
};

/** Answers a bucket's subresource. @returns false when the query names none of those known here. */
export const bucketSetting = async (rooms: StoreRooms, req: S3Request, res: ServerResponse): Promise<boolean> => {
  const bucket = rooms.buckets.get(req.bucket);
  const name = [...req.query.keys()].find(
    (key) => key === 'policy' || Object.hasOwn(SETTINGS, key) || Object.hasOwn(DOCUMENTS, key),
  );
  if (name === undefined) return false;
  const setting = SETTINGS[name];
  if (name === 'policy') await answerPolicy(rooms, req, res, bucket);
  else if (setting) await answerSetting(rooms, req, res, bucket, setting);
  else await answerDocument(rooms, req, res, bucket, name);
  return true;
};
