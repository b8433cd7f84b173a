import { Hono } from 'hono';
import { z } from 'zod';
import { dateOf } from '#domain/calendar';
import {
  earliestValidFrom,
  MAX_RULES_LENGTH,
  mayPublishRules,
  newest,
  rulesInForce,
  versionToSign,
} from '#domain/handling-rules';
import { sha256 } from '#domain/hash';
import { isInService } from '#domain/staff';
import { askFormerSigners, countOwedSignatures, signRules } from '../actions/ask-for-rules-signature.ts';
import { NotNow, ThingNotFound } from '../actions/errors.ts';
import { seesAllGrants } from '../actions/list-access-grants.ts';
import { draftOf, ensureMayPublish, publishHandlingRules, saveRulesDraft } from '../actions/publish-handling-rules.ts';
import { type Entered, NOTHING_ENTERED } from '../design/form.tsx';
import { fieldsOf } from '../http/fields.ts';
import { dayFrom, paragraph, parseForm, withoutIdentityNumbers } from '../http/forms.ts';
import { personIn } from '../http/request-parts.ts';
import { show } from '../http/show.tsx';
import {
  DraftPage,
  type DraftView,
  FormerRulesPage,
  RulesPage,
  type RulesView,
} from '../pages/handling-rules-pages.tsx';
import type { PortalDeps } from '../portal-deps.ts';
import type { PortalContext, PortalEnv } from '../portal-env.ts';
import { roundPathOf } from './round-routes.tsx';

/** The handling rules of the reader's own municipality: read, signed, written, published. */
export const handlingRulesRoutes = (deps: PortalDeps) =>
  new Hono<PortalEnv>()
    .get('/handling-rules', async (c) => {
      const view = await rulesView(deps, c);
      return show(c, c.get('texts').grants.rules.title, (frame) => <RulesPage frame={frame} view={view} />);
    })
    .get('/handling-rules/versions/:version', async (c) => {
      const versions = await deps.handlingRules.versions(personIn(c).staff.party);
      const rules = versions.find(({ version }) => String(version) === c.req.param('version'));
      if (!rules) throw new ThingNotFound();
      const title = c.get('texts').grants.rules.former(rules.version, rules.validFrom);
      return show(c, title, (frame) => <FormerRulesPage frame={frame} rules={rules} />);
    })
    .post('/handling-rules/sign', async (c) => c.redirect(roundPathOf(await signRules(deps, personIn(c).staff)), 303))
    .post('/handling-rules/ask', async (c) => {
      const { staff } = personIn(c);
      ensureMayPublish(staff);
      await askFormerSigners(deps, staff);
      return c.redirect('/handling-rules?done=asked', 303);
    })
    .get('/handling-rules/draft', (c) => showDraft(deps, c, NOTHING_ENTERED))
    .post('/handling-rules/draft', async (c) => {
      const { staff } = personIn(c);
      ensureMayPublish(staff);
      const form = parseForm(
        z.object({ text: withoutIdentityNumbers(paragraph(MAX_RULES_LENGTH)) }),
        await fieldsOf(c),
      );
      if (!form.ok) return showDraft(deps, c, form);
      await saveRulesDraft(deps, staff, form.value.text);
      return c.redirect('/handling-rules/draft?done=saved', 303);
    })
    .post('/handling-rules/publish', async (c) => {
      const { staff } = personIn(c);
      ensureMayPublish(staff);
      const earliest = earliestValidFrom(await deps.handlingRules.versions(staff.party), deps.now());
      const typed = await fieldsOf(c);
      const form = parseForm(z.object({ draftHash: z.string(), validFrom: dayFrom(earliest) }), typed);
      if (!form.ok) {
        // The hash is hidden and was ours; without it this is no form of the page's.
        if (form.complaints.draftHash || !(await draftOf(deps, staff))) throw new NotNow();
        return showDraft(deps, c, form);
      }
      const { draftHash: shownHash, validFrom } = form.value;
      await publishHandlingRules(deps, staff, { shownHash, validFrom });
      return c.redirect('/handling-rules?done=published', 303);
    });

const rulesView = async (deps: PortalDeps, c: PortalContext): Promise<RulesView> => {
  const { staff } = personIn(c);
  const { party, role } = staff;
  const now = deps.now();
  const [versions, signatures] = await Promise.all([
    deps.handlingRules.versions(party),
    deps.handlingRules.signatures(party),
  ]);
  const inForce = rulesInForce(versions, now);
  const last = newest(versions);
  const newestSignedBy = (id: string): number | undefined => {
    const signed = signatures.filter((one) => one.staff === id).map(({ version }) => version);
    return signed.length > 0 ? Math.max(...signed) : undefined;
  };
  const maySeeSigners = mayPublishRules(role) || seesAllGrants(role);
  const people = maySeeSigners ? await deps.register.staffOf(party) : [];
  return {
    inForce,
    coming: last === inForce ? undefined : last,
    former: versions.filter((one) => one !== inForce && one !== last).reverse(),
    signedVersion: newestSignedBy(staff.id),
    toSign: versionToSign(versions, signatures, staff.id, now)?.version,
    mayPublish: mayPublishRules(role),
    remaining: mayPublishRules(role) ? await countOwedSignatures(deps, party) : 0,
    signers: maySeeSigners
      ? people
          .filter((person) => isInService(person, dateOf(now)))
          .map((person) => ({ person, version: newestSignedBy(person.id) }))
      : undefined,
    done: c.req.query('done'),
  };
};

const showDraft = async (deps: PortalDeps, c: PortalContext, entered: Entered) => {
  const { staff } = personIn(c);
  ensureMayPublish(staff);
  const versions = await deps.handlingRules.versions(staff.party);
  const draft = await draftOf(deps, staff);
  const view: DraftView = {
    saved: draft && { text: draft.text, hash: sha256(draft.text) },
    text: draft?.text ?? newest(versions)?.text ?? '',
    earliest: earliestValidFrom(versions, deps.now()),
    entered,
    done: c.req.query('done'),
  };
  const status = Object.keys(entered.complaints).length > 0 ? 422 : 200;
  return show(c, c.get('texts').grants.draft.title, (frame) => <DraftPage frame={frame} view={view} />, status);
};
