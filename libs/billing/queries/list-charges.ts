import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import { CHARGE_STATUSES } from '../contract/charge-directory.js';
import type { ListedCharge } from '../model/charge-view.js';

export const chargeList = listDefinition({
  ordering: '-createdAt',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    sessionId: { column: 'session_id', type: 'uuid', filter: true },
    patientId: { column: 'patient_id', type: 'uuid', filter: true },
    therapistId: { column: 'therapist_id', type: 'uuid', filter: true },
    siteId: { column: 'site_id', type: 'uuid', filter: true },
    /** In minor units; what is shown is made of it. */
    amount: { column: 'amount_minor', type: 'bigint', sort: true, internal: true },
    currency: { column: 'currency', type: 'text', internal: true },
    status: { column: 'status', type: 'text', filter: true, values: CHARGE_STATUSES },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    updatedAt: { column: 'updated_at', type: 'timestamptz', filter: true, sort: true },
  },
  made: { amount: ['amount', 'currency'] },
});

/** The select list of a whole charge. */
export const CHARGE_COLUMNS = Object.entries(chargeList.fields)
  .map(([name, { column }]) => `${column} as "${name}"`)
  .join(', ');

export class ListCharges extends Query<ListPage<ListedCharge>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

/** Staff see all charges of the account, patients and therapists those of their own sessions, others what they were granted. */
@QueryHandler(ListCharges)
export class ListChargesHandler implements IQueryHandler<ListCharges> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, request }: ListCharges): Promise<ListPage<ListedCharge>> {
    const visible = await this.access.restrict(actor, billingPermissions['charge.view'], 'charge');
    const source = { table: 'billing.charge', visible };
    return this.database.readTogether((tx) => runList(tx, source, request)) as Promise<ListPage<never>>;
  }
}
