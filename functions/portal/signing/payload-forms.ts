import { z } from 'zod';
import { DeclineReason } from '#domain/assignment';
import { dateOf } from '#domain/calendar';
import { DocumentKind, OrderFact } from '#domain/facts';
import { PartyId } from '#domain/parties';
import {
  choice,
  dayFrom,
  line,
  optionalParagraph,
  type Parsed,
  paragraph,
  parseForm,
  type Typed,
  tick,
  wholeNumber,
  withoutIdentityNumbers,
} from '../http/forms.ts';
import type { SigningPayload } from './signable.ts';

/**
 * The fields of each document, as forms post them: first to be shown as a text, then, hidden, to be signed. What is typed
 * freely holds no identity number: every sealed paper says that none stands in it.
 */
const formOf = (kind: DocumentKind, now: Date) => {
  switch (kind) {
    case 'order':
      return z.object({
        kind: z.literal(kind),
        performer: choice(PartyId.options as [PartyId, ...PartyId[]]),
        registryNumber: withoutIdentityNumbers(line(60)),
        workType: choice(OrderFact.shape.workType.options as ['survey', ...OrderFact['workType'][]]),
        place: withoutIdentityNumbers(line(200)),
        finishOn: dayFrom(dateOf(now)),
        hours: wholeNumber(1, 10_000),
        description: withoutIdentityNumbers(paragraph(6000)),
        needsRegisterAccess: tick,
        needsFlightPermit: tick,
        concernsMinors: tick,
      });
    case 'refusal':
      return z.object({
        kind: z.literal(kind),
        reason: choice(DeclineReason.options as [DeclineReason, ...DeclineReason[]]),
        text: withoutIdentityNumbers(optionalParagraph(2000)),
      });
    case 'acceptance':
    case 'receipt':
    case 'closing-decision':
      return z.object({ kind: z.literal(kind) });
  }
};

/** What is to be signed, from a posted form. @param kind which document; an unknown one does not pass. */
export const payloadFrom = (kind: string | undefined, typed: Typed, now: Date): Parsed<SigningPayload> => {
  const known = DocumentKind.safeParse(kind);
  if (!known.success) return { ok: false, typed, complaints: { kind: 'not-a-choice' } };
  return parseForm<z.ZodType<SigningPayload>>(formOf(known.data, now), { ...typed, kind: known.data });
};

/** The fields of a payload as a form posts them again. */
export const fieldsFrom = ({ kind: _, ...payload }: SigningPayload): Typed =>
  Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => {
      if (value === true) return [[name, 'yes']];
      return value === false ? [] : [[name, String(value)]];
    }),
  );
