import * as S3 from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, type StoreOverHttp, sendForm, storeOverHttp } from './store-over-http.ts';

let local: StoreOverHttp;
const Bucket = 'material';
const REDIRECT = 'https://portal.example/received?assignment=1';
beforeAll(async () => {
  local = await storeOverHttp();
  local.store().createBucket({ name: Bucket, versioned: true, kmsKeyId: 'municipality' });
});
afterAll(() => local.close());

const post = (o: Partial<PresignedPostOptions> = {}) =>
  createPresignedPost(local.client, { Bucket, Key: 'in/1', Expires: 600, ...o });
const code = async (answer: Response) => /<Code>(\w+)/.exec(await answer.text())?.[1] ?? answer.status;
const read = async (Key: string) =>
  (await local.client.send(new S3.GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe('upload forms of a browser', () => {
  it('store the file sealed, and send the browser on with what was stored', async () => {
    const answer = await sendForm(
      await post({ Fields: { success_action_redirect: REDIRECT } }),
      'content\r\n--with--\r\nlines',
    );
    const target = new URL(answer.headers.get('location') ?? '');
    const { ETag, ServerSideEncryption } = await local.client.send(new S3.HeadObjectCommand({ Bucket, Key: 'in/1' }));
    expect([answer.status, target.origin + target.pathname]).toEqual([303, 'https://portal.example/received']);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      assignment: '1',
      bucket: Bucket,
      key: 'in/1',
      etag: ETag,
    });
    expect([await read('in/1'), ServerSideEncryption]).toEqual(['content\r\n--with--\r\nlines', 'aws:kms']);
  });

  it.each([
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['999', 204],
  ])('answer success_action_status %s with %i', async (asked, status) => {
    const answer = await sendForm(await post({ Fields: { success_action_status: asked } }), 'x');
    const text = await answer.text();
    expect([answer.status, text.includes('<Key>in/1</Key>')]).toEqual([status, status === 201]);
  });

  it('may send a large file, byte for byte', async () => {
    const content = 'åäö\r\n-'.repeat(200_000);
    const answer = await sendForm(await post(), content);
    expect([answer.status, await read('in/1')]).toEqual([204, content]);
  });

  it('take the last component of a file name, and nothing of its path', async () => {
    const form = await post({ Key: `in/\${filename}`, Conditions: [['starts-with', '$key', 'in/']] });
    await sendForm(form, 'x', { filename: 'C:\\folder\\..\\karta å.txt' });
    expect(await read('in/karta å.txt')).toBe('x');
  });

  it('are held to the size that was signed', async () => {
    const form = await post({ Conditions: [['content-length-range', 3, 5]] });
    const outcomes = await Promise.all(
      ['12', '123', '12345', '123456', 'x'.repeat(3_000_000)].map(async (text) => code(await sendForm(form, text))),
    );
    expect(outcomes).toEqual(['EntityTooSmall', 204, 204, 'EntityTooLarge', 'EntityTooLarge']);
  });

  it('are refused with another key, another type or a field that nobody signed for', async () => {
    const form = await post({
      Fields: { 'Content-Type': 'application/pdf' },
      Conditions: [['starts-with', '$x-amz-meta-note', 'ok']],
    });
    const attempt = async (more: Record<string, string>) =>
      code(await sendForm({ url: form.url, fields: { ...form.fields, 'x-amz-meta-note': 'ok', ...more } }, 'x'));
    expect(await attempt({})).toBe(204);
    const attacks: Record<string, string>[] = [
      { key: 'elsewhere/1' },
      { 'Content-Type': 'text/html' },
      { 'x-amz-meta-note': 'no' },
      { 'x-amz-server-side-encryption': 'AES256' },
      { success_action_redirect: 'https://elsewhere.test/' },
      { tagging: '<Tagging><TagSet><Tag><Key>released</Key><Value>yes</Value></Tag></TagSet></Tagging>' },
    ];
    for (const more of attacks) expect(await attempt(more)).toBe('AccessDenied');
  });

  it('are refused in another bucket, with a changed policy, a changed signature, or when their time is out', async () => {
    local.store().createBucket({ name: 'elsewhere' });
    const form = await post();
    const { Policy = '', ...others } = form.fields;
    const widened = Buffer.from(Policy, 'base64').toString().replace('in/1', 'in/2');
    const changed = { ...others, key: 'in/2', Policy: Buffer.from(widened).toString('base64') };
    const { Policy: _policy, ...unsigned } = form.fields;
    expect(await code(await sendForm({ ...form, url: form.url.replace(Bucket, 'elsewhere') }, 'x'))).toBe(
      'AccessDenied',
    );
    expect(await code(await sendForm({ ...form, fields: changed }, 'x'))).toBe('SignatureDoesNotMatch');
    expect(
      await code(await sendForm({ ...form, fields: { ...form.fields, 'X-Amz-Signature': '0'.repeat(64) } }, 'x')),
    ).toBe('SignatureDoesNotMatch');
    expect(await code(await sendForm({ ...form, fields: unsigned }, 'x'))).toBe('AccessDenied');
    local.clock.ahead += 601_000;
    expect(await code(await sendForm(form, 'x'))).toBe('AccessDenied');
    expect(await failure(read('in/2'))).toBe('NoSuchKey');
  });

  it('leave nothing when the sender breaks off', async () => {
    local.clock.ahead = 0;
    const form = await post();
    const before = (await local.blobs()).length;
    const breaking = new AbortController();
    const boundary = 'xyz';
    const fields = Object.entries(form.fields).map(
      ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const head = `${fields.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n`;
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(`${head}half of it`));
        controller.close();
      },
    });
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await fetch(form.url, { method: 'POST', body, headers, duplex: 'half', signal: breaking.signal });
    expect([await code(answer), (await local.blobs()).length]).toEqual(['IncompleteBody', before]);
  });
});
