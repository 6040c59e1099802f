import { Id, Instant, OneOf } from '#platform/http/fields.js';
import { SESSION_DURATIONS } from '../contract/session-kinds.js';

export class SlotsDto {
  @Id()
  siteId!: string;

  @Instant()
  from!: string;

  /** At most 31 days after `from`. */
  @Instant()
  to!: string;

  @OneOf(SESSION_DURATIONS.map(String))
  durationMinutes!: string;
}
