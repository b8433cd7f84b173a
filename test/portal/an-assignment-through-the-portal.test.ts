import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#domain/hash';
import { type TestPortal, testPortal } from '#test/portal';
import { ASKED, givenFile, givenMaterial, ID, ORDER_FORM, ORDERER, PATH, PERFORMER } from '#test/portal-files';

describe('an assignment goes through the portal from inquiry to receipt', () => {
  let portal: TestPortal;
  const status = async () => (await portal.deps.assignments.load(ID)).assignment.status;
  beforeEach(() => {
    portal = testPortal();
  });

  it('is offered, ordered, accepted, delivered and received, and the workflow hears of each answer', async () => {
    const { assignments, access, vault, workflow } = portal.deps;
    await givenFile(portal, { status: 'circulated', answers: {}, facts: [await givenMaterial(portal)] });

    const performer = await portal.signedIn(PERFORMER, 'handler');
    expect(await (await performer.get('/inbox')).text()).toContain(PATH);
    expect(await (await performer.get(PATH)).text()).toContain('Mät in gångvägen.');
    await performer.get(`${PATH}/offer`);
    const offered = await performer.follow(await performer.post(`${PATH}/offer`));
    expect(await offered.text()).toContain('Ert svar är sparat');
    expect(workflow.completed.get('token of AwaitOrder')).toBe('answered');
    await access.keepTicket({ assignmentId: ID, wait: 'AwaitOrder', token: 'order' });

    const orderer = await portal.signedIn(ORDERER, 'handler');
    await orderer.get(`${PATH}/order`);
    const preview = await orderer.post(`${PATH}/order`, ORDER_FORM);
    expect(await preview.clone().text()).toContain('BESTÄLLNING AV UPPDRAG');
    const ordered = await orderer.sign(preview, ORDERER, 'handler');
    expect(await ordered.text()).toContain('Beställningen är underskriven');
    expect(workflow.completed.get('order')).toBe('ordered');
    expect(await status()).toBe('ordered');

    await access.keepTicket({ assignmentId: ID, wait: 'AwaitAcceptance', token: 'acceptance' });
    const accepted = await performer.sign(await performer.get(`${PATH}/accept`), PERFORMER, 'handler');
    expect(await accepted.text()).toContain('Uppdragsbekräftelsen är underskriven');
    expect(workflow.completed.get('acceptance')).toBe('accepted');

    await assignments.record({ id: ID, event: 'cleared', eventId: 'cleared', at: portal.deps.now(), by: 'system' });
    const list = await (await performer.get(`${PATH}/deliverables`)).text();
    const [, slot = ''] = /name="id" value="([^"]+)"/.exec(list) ?? [];
    await performer.post(`${PATH}/deliverables`, { id: slot, title: 'Inmätning' });
    const upload = await (await performer.get(`${PATH}/deliverables/${slot}`)).text();
    expect(upload).toContain('multipart/form-data');
    const [, key = ''] = /name="key" value="([^"]+)"/.exec(upload) ?? [];
    vault.upload({ url: '', fields: { key, shelf: 'deliverables' } }, new TextEncoder().encode('punkter'));
    await performer.get(`${PATH}/deliverables`);
    const delivered = await performer.follow(await performer.post(`${PATH}/deliver`));
    expect(await delivered.text()).toContain('Leveransen är inlämnad');

    const stored = await vault.fingerprint('deliverables', key);
    const [deliverable] = (await assignments.load(ID)).deliverables;
    if (!deliverable || !stored) throw new Error('nothing was delivered');
    await assignments.record({
      id: ID,
      event: 'sent',
      eventId: 'sent',
      at: portal.deps.now(),
      by: 'system',
      facts: [{ ...deliverable, ...stored }],
    });
    await access.keepTicket({ assignmentId: ID, wait: 'AwaitReceipt', token: 'receipt' });
    const received = await orderer.sign(await orderer.get(`${PATH}/receipt`), ORDERER, 'handler');
    expect(await received.text()).toContain('Kvittensen är underskriven');
    expect(workflow.completed.get('receipt')).toBe('received');

    const file = await assignments.load(ID);
    expect(file.documents.map(({ documentKind }) => documentKind)).toEqual(['order', 'acceptance', 'receipt']);
    expect(file.receipt?.manifest).toEqual([{ id: slot, size: stored.size, sha256: stored.sha256 }]);
    expect(file.assignment.receiptHash).toBe(file.documents[2]?.textHash);
    for (const document of file.documents) {
      expect(sha256(await vault.get('evidence', document.textKey))).toBe(document.textHash);
      expect(sha256(await vault.get('evidence', document.evidenceKey))).toBe(document.evidenceHash);
    }
  });

  it('is let go by a municipality that declines, and ends when everyone has', async () => {
    const others = ['botkyrka', 'huddinge', 'nynashamn', 'salem', 'sodertalje', PERFORMER] as const;
    const answers = Object.fromEntries(others.map((party) => [party, 'declined' as const]));
    await givenFile(portal, { status: 'circulated', answers });
    const asked = await portal.signedIn(ASKED, 'manager');
    await asked.get(`${PATH}/decline`);
    await asked.post(`${PATH}/decline`, { reason: 'staff', text: 'Ingen ledig mätningsingenjör' });

    const { assignment, remarks } = await portal.deps.assignments.load(ID);
    expect(assignment).toMatchObject({ status: 'ended', outcome: 'declined' });
    expect(remarks).toMatchObject([{ about: 'declined', reason: 'staff' }]);
    expect(portal.deps.workflow.completed.get('token of AwaitOrder')).toBe('declined');
  });
});
