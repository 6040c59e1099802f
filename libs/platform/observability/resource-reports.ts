import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { currentContext } from '../context/request-context.js';
import type { ResourceReport } from '../context/resource-tracking.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { NotFoundError } from '../errors/application-error.js';

class ResourceReportNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('RESOURCE_REPORT_NOT_FOUND', 'There is no such report here, or no longer.', { id });
  }
}

/** Reports that a process has at hand; others, and those of other processes, are read from the database. */
const AT_HAND = 500;

/** What tracked requests cost, for a day. Each is seen in the account that its request worked in. */
@Injectable()
export class ResourceReports {
  readonly #logger = new Logger('Resources');
  readonly #atHand = new LRUCache<string, ResourceReport>({ max: AT_HAND });

  constructor(private readonly database: TenantDatabase) {}

  /** At hand at once, in the database soon after; nobody waits for that, and nothing fails with it. */
  keep(accountId: string, report: ResourceReport): void {
    this.#atHand.set(`${accountId} ${report.id}`, report);
    this.database
      .forAccount(accountId, { claim: undefined, tracking: undefined, standing: undefined })
      .writeAtOnce((tx) =>
        tx.send({
          sql: 'insert into platform.resource_report (id, account_id, report) values ($1, $2, $3)',
          parameters: [report.id, accountId, JSON.stringify(report)],
        }),
      )
      .catch((error) => this.#logger.warn({ event: 'resource-report.not-kept', err: error }));
  }

  /** @throws ResourceReportNotFoundError */
  async get(id: string): Promise<ResourceReport> {
    const known = this.#atHand.get(`${currentContext()?.accountId} ${id}`);
    if (known) return known;
    const [row] = await this.database.readTogether((tx) =>
      tx.query<{ report: ResourceReport }>('select report from platform.resource_report where id = $1', [id]),
    );
    if (!row) throw new ResourceReportNotFoundError(id);
    return row.report;
  }
}
