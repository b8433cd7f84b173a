import { decodeWords } from 'postal-mime';
import { BadRequest } from './ses-wire.ts';

/** One mailbox; `name` is decoded and may be empty. */
export type MailAddress = { readonly name: string; readonly address: string };

// A quoted or a plain display name and an address in angle brackets, or an address alone. RFC 2047 §5 (3) keeps the
// special characters out of encoded words here, so that a decoded name can never turn into an address.
const NAMED = /^(?:"((?:[^"\\]|\\.)*)"|([^<>"@,;:()\\[\]]*)) *<([^<> ]+)>$/;
const BARE = /^[^<>" ]+$/;
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*$/;

/**
 * Parses one address as SES accepts it: exactly one mailbox in 7-bit ASCII, a display name outside ASCII as an RFC 2047
 * encoded word, a domain in Punycode. Control characters are refused, so nothing can be added to a header through it.
 *
 * @throws BadRequest, whose text never repeats the address
 */
export function parseSesAddress(text: string): MailAddress {
  if (/\p{Cc}/u.test(text)) throw new BadRequest('Address contains control characters');
  if (/[^\x20-\x7e]/.test(text)) throw new BadRequest('Address contains non-ASCII characters');
  const trimmed = text.trim();
  const [, quoted, plain = '', bracketed] = NAMED.exec(trimmed) ?? [];
  const address = bracketed ?? (BARE.test(trimmed) ? trimmed : '');
  if (!address) throw new BadRequest('Illegal address');
  const at = address.lastIndexOf('@');
  if (at < 1) throw new BadRequest("Missing final '@domain'");
  const local = address.slice(0, at);
  if (local.length > 64 || !LOCAL_PART.test(local)) throw new BadRequest('Illegal local part in address');
  if (!DOMAIN.test(address.slice(at + 1))) throw new BadRequest('Illegal domain in address');
  const name = decodeWords(quoted?.replace(/\\(.)/g, '$1') ?? plain.trim());
  if (/\p{Cc}/u.test(name)) throw new BadRequest('Address contains control characters');
  return { name, address };
}
