import type { Static, TSchema } from 'typebox';
import type { Permission } from '../permissions/permission.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import type { EventCategory, ObjectRef } from './event-envelope.js';

/** Who may know of an event, of those who see what it happened to. */
export interface EventAudience {
  /** Who has it, account-wide or on the target. */
  readonly permission: Permission;
  /** And the user whom the event names there. */
  readonly oneself?: readonly ('target' | 'actionObject')[];
}

/** Everything there is to know about an event type. Declared once, in the contract of the context that owns it. */
export interface EventDefinition<T = unknown> {
  readonly type: string;
  readonly label: string;
  readonly namespace: string;
  readonly namespaceLabel: string;
  readonly category: EventCategory;
  /** Absent: everybody who sees the target. */
  readonly audience?: EventAudience;
  /** Whether users can ask to be told of each. */
  readonly subscribable: boolean;
  /** Whether the target is out of everybody's sight from then on. */
  readonly removesTarget: boolean;
  readonly version: number;
  readonly schema: TSchema;
  /** `upcasts[n]` turns data of version n into data of version n + 1. */
  readonly upcasts: Readonly<Record<number, (data: unknown) => unknown>>;
  /** Never set; carries the payload's type. */
  readonly payload?: T;
}

interface EventOptions<S extends TSchema> {
  /** For people, as a past-tense sentence: "Therapy session scheduled". */
  readonly label: string;
  readonly data: S;
  readonly category?: EventCategory;
  /** Default: of category `system`, who may read the history of everything; otherwise everybody who sees the target. */
  readonly audience?: EventAudience;
  /** Default: yes. */
  readonly subscribable?: boolean;
  /** Default: no. */
  readonly removesTarget?: boolean;
  readonly version?: number;
  readonly upcasts?: Readonly<Record<number, (data: unknown) => unknown>>;
}

/** What a publisher says. Type, source, time, tenant, actor and correlation are added by the platform. */
export interface NewEvent<T> {
  readonly target: ObjectRef;
  readonly actionObject?: ObjectRef;
  readonly data: T;
}

/** Failures and other internals are told on the object that they are about, whoever else sees that. */
const OPERATORS: EventAudience = { permission: platformPermissions['history.view'] };

export class IncompleteUpcastsError extends Error {
  constructor(type: string, version: number, missing: number) {
    super(
      `Event "${type}" is at version ${version} but has no upcast from version ${missing}. Stored events of that version could not be read: add upcasts[${missing}].`,
    );
  }
}

/** A labelled namespace of event types, owned by the context of the same name. */
export class EventNamespace {
  readonly #definitions: EventDefinition[] = [];

  constructor(
    readonly name: string,
    readonly label: string,
  ) {}

  get definitions(): readonly EventDefinition[] {
    return this.#definitions;
  }

  /**
   * Declares an event type.
   * @throws IncompleteUpcastsError when an older version could not be read
   */
  event<S extends TSchema>(type: string, options: EventOptions<S>): EventDefinition<Static<S>> {
    const version = options.version ?? 1;
    const upcasts = options.upcasts ?? {};
    for (let older = 1; older < version; older++) {
      if (!upcasts[older]) throw new IncompleteUpcastsError(type, version, older);
    }
    const category = options.category ?? 'domain';
    const definition: EventDefinition<Static<S>> = {
      type,
      label: options.label,
      namespace: this.name,
      namespaceLabel: this.label,
      category,
      audience: options.audience ?? (category === 'system' ? OPERATORS : undefined),
      subscribable: options.subscribable ?? true,
      removesTarget: options.removesTarget ?? false,
      version,
      schema: options.data,
      upcasts,
    };
    this.#definitions.push(definition);
    return definition;
  }
}

export const eventNamespace = (name: string, label: string): EventNamespace => new EventNamespace(name, label);

/** Brings stored data of any older version to the current one. */
export function upcast<T>(definition: EventDefinition<T>, version: number, data: unknown): T {
  let current = data;
  for (let from = version; from < definition.version; from++) {
    current = definition.upcasts[from]?.(current);
  }
  return current as T;
}
