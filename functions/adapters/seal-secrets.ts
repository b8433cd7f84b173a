import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** One or more certificates as PEM, read to DER. What stands between them is for people. */
const Certificates = z.string().transform((pem, context) => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new Uint8Array(new X509Certificate(block).raw));
  } catch {
    context.addIssue({ code: 'custom', message: 'not a certificate' });
    return z.NEVER;
  }
});

const Ders = z.array(z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))).default([]);

/** `seal/<party>`: the chain, and what tells that it is not revoked (DER as base64), which somebody refreshes. */
export const SealSecret = z.object({
  chain: Certificates,
  validation: z.object({ crls: Ders, ocspResponses: Ders }).optional(),
});

/** A serial number as programs write it: in capitals or not, in pairs, with zeros in front. */
const Serial = z
  .string()
  .transform((text) =>
    text
      .replace(/[\s:]/g, '')
      .toLowerCase()
      .replace(/^0+(?=.)/, ''),
  )
  .pipe(z.string().regex(/^[0-9a-f]+$/));

/** `seal-trust`: what a reader believes. */
export const SealTrustSecret = z.object({
  sealRoots: Certificates,
  timestampRoots: Certificates,
  requireTimestamp: z.boolean(),
  /** Demanded: without it everybody whom the issuers certify would be believed. */
  sealers: z.array(z.object({ name: z.string().min(1), organisationIdentifier: z.string().min(1).optional() })).min(1),
  revoked: z
    .array(
      z.object({
        issuer: z.string().min(1).optional(),
        serial: Serial,
        from: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
      }),
    )
    .default([]),
});
