import { Stack, type StackProps } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ItemTable } from '../constructs/item-table.ts';
import { KeyRing, receiptRuleArn } from '../constructs/key-ring.ts';
import { INBOUND_PREFIX } from '../constructs/names.ts';
import { Shelf } from '../constructs/shelf.ts';

/** Everything that is kept: keys, tables, buckets. It is deployed first and outlives the other stacks. */
export class DataStack extends Stack {
  readonly keyRing: KeyRing;

  readonly assignments: ItemTable;
  readonly keys: ItemTable;
  readonly access: ItemTable;
  readonly register: ItemTable;
  readonly records: ItemTable;

  readonly mail: Shelf;
  readonly material: Shelf;
  readonly deliverables: Shelf;
  readonly evidence: Shelf;
  readonly vault: Shelf;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.keyRing = new KeyRing(this, 'KeyRing');

    const key = this.keyRing.system;
    this.assignments = new ItemTable(this, 'Assignments', {
      key,
      indexes: { byParty: ['partyKey', 'partySort'] },
      backups: true,
    });
    this.keys = new ItemTable(this, 'Keys', {
      key,
      sortKey: false,
      backups: {
        none: 'Culling ends what a data key sealed by erasing the wrapped key; a backup would bring both back (architecture 4)',
      },
    });
    this.access = new ItemTable(this, 'Access', {
      key,
      sortKey: false,
      indexes: { byAssignment: ['assignmentId'] },
      timeToLive: 'expiresAtSeconds',
      backups: { none: 'Sessions, links and task tokens live for days; restoring them would reopen what was closed' },
    });
    this.register = new ItemTable(this, 'Register', { key, backups: true });
    this.records = new ItemTable(this, 'Records', {
      key,
      indexes: { byParty: ['partyKey', 'partySort'], byDueDate: ['dueKey', 'dueOn'] },
      backups: true,
    });

    const keys = this.keyRing;
    this.mail = new Shelf(this, 'Mail', { keys, isCulled: true, announces: true });
    this.material = new Shelf(this, 'Material', { keys, isCulled: true });
    this.deliverables = new Shelf(this, 'Deliverables', { keys, isCulled: true });
    this.evidence = new Shelf(this, 'Evidence', { keys, isCulled: true });
    this.vault = new Shelf(this, 'Vault', { keys, isCulled: false });
    this.admitMail();
  }

  private admitMail(): void {
    this.mail.addToResourcePolicy(
      new PolicyStatement({
        sid: 'MailIsStoredBySes',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.mail.arnForObjects(`${INBOUND_PREFIX}*`)],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnEquals: { 'aws:SourceArn': receiptRuleArn(this) },
        },
      }),
    );
  }
}
