import { Injectable } from '@nestjs/common';
import { SiteDirectory, type SiteForUsers, SiteNotFoundError } from '#accounts/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { TherapistNotFoundError } from './session-parties.js';
import { bookers } from './session-site.js';

/** Whose hours somebody asks for, and where. */
@Injectable()
export class TherapistAtSite {
  constructor(
    private readonly people: PeopleDirectory,
    private readonly sites: SiteDirectory,
  ) {}

  /**
   * The site, which the actor may use; whether the therapist may, it tells.
   * @throws SiteNotFoundError, TherapistNotFoundError
   */
  async find(actor: Actor, therapistId: string, siteId: string): Promise<SiteForUsers> {
    const [[therapist], site] = await Promise.all([
      this.people.people([therapistId]),
      this.sites.siteFor(siteId, bookers(actor, therapistId)),
    ]);
    if (!site.usableBy.includes(actor.userId)) throw new SiteNotFoundError(siteId);
    if (!therapist?.roles.includes('therapist')) throw new TherapistNotFoundError(therapistId);
    return site;
  }
}
