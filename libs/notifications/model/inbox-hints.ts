import { Injectable, Logger } from '@nestjs/common';
import type { InboxEntry } from './inbox-entry.js';

type Listener = (entry: InboxEntry) => void;

/**
 * Hands what has just been committed to those in the same process who send it on at once. Only a courtesy: a process without
 * the reactions, or one that missed a hint, learns the same from the log.
 */
@Injectable()
export class InboxHints {
  readonly #logger = new Logger('Notifications');
  readonly #listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called after a commit, which must not seem to have failed because a hint did. */
  give(entries: readonly InboxEntry[]): void {
    for (const entry of entries) {
      for (const listener of this.#listeners) {
        try {
          listener(entry);
        } catch (error) {
          this.#logger.error({ event: 'hint.failed', notificationId: entry.id, err: error });
        }
      }
    }
  }
}
