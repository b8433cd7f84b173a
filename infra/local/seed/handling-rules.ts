import type { HandlingRules } from '#domain/handling-rules';
import { sha256 } from '#domain/hash';
import { PARTY_IDS } from '#domain/parties';
import { TEST_PERSONS } from './test-persons.ts';

/** An example of what handling rules can say, marked as one: each municipality lays down its own. */
const EXAMPLE_TEXT = `EXEMPEL. Kommunen ska ersätta den här texten med sina egna regler.

1. Använd registret bara för det uppdrag och det ändamål som din behörighet gäller. Logga varje användning i uppdraget.

2. Slå bara upp de uppgifter som arbetet behöver. Sök aldrig på dig själv, anhöriga, grannar eller bekanta.

3. Skriv inte personnummer i e-post, i filnamn, i kartor eller i fritext. Lämna inte ut uppgifter till någon annan än beställaren, och då bara som säkert meddelande.

4. Uppgifter om barn och uppgifter med sekretessmarkering hanteras inte utan ett särskilt beslut av din närmaste chef. Stöter du på en sekretessmarkering avbryter du och talar med chefen.

5. Spara inga utdrag på din egen dator, i din telefon eller på papper. Det som uppdraget behöver ligger i uppdraget och gallras med det.

6. Lås skärmen när du går. Låna inte ut din e-legitimation eller din behörighet.

7. Upptäcker du ett fel, ett intrång eller att uppgifter har hamnat hos fel person anmäler du det genast till din närmaste chef och till dataskyddsombudet.

8. Behörigheten upphör när uppdraget är avslutat, när tiden är slut, när reglerna ändras, när chefen återkallar den eller när du slutar. Tystnadsplikten fortsätter att gälla.`;

/** Version 1 in every municipality, published by its test manager. */
export const EXAMPLE_HANDLING_RULES: HandlingRules[] = PARTY_IDS.flatMap((party) => {
  const manager = TEST_PERSONS.find(({ staff }) => staff?.party === party && staff.role === 'manager')?.staff;
  if (!manager) return [];
  return {
    party,
    version: 1,
    text: EXAMPLE_TEXT,
    textHash: sha256(EXAMPLE_TEXT),
    validFrom: '2026-01-01',
    publishedBy: manager.id,
    publishedAt: '2025-12-01T09:00:00.000Z',
  };
});
