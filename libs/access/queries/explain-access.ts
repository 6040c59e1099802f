import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { PeopleDirectory } from '#identity/contract/index.js';
import { type Explanation, Explanations } from '#platform/access/explanations.js';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import { ObjectNotFoundError } from '#platform/visibility/object-not-found-error.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { SubjectNotFoundError, UnknownPermissionError } from '../model/access-errors.js';

export interface AccessQuestion {
  readonly userId: string;
  readonly permission: string;
  readonly objectType: string;
  readonly objectId: string;
}

export interface ExplainedAccess extends AccessQuestion, Explanation {
  /** Who is not has no credentials, whatever they are granted. */
  readonly active: boolean;
}

/** Why a user of the account has a permission on an object, or what they lack. */
export class ExplainAccess extends Query<ExplainedAccess> {
  constructor(
    /** Who asks; must see the object. */
    readonly actor: Actor,
    readonly question: AccessQuestion,
  ) {
    super();
  }
}

@QueryHandler(ExplainAccess)
export class ExplainAccessHandler implements IQueryHandler<ExplainAccess> {
  constructor(
    private readonly types: ObjectCatalogue,
    private readonly catalogue: PermissionCatalogue,
    private readonly visibilities: VisibilityRegistry,
    private readonly people: PeopleDirectory,
    private readonly explanations: Explanations,
  ) {}

  /** @throws ValidationError, ObjectNotFoundError, SubjectNotFoundError */
  async execute({ actor, question }: ExplainAccess): Promise<ExplainedAccess> {
    const permission = this.catalogue.get(question.permission);
    if (!permission) throw new UnknownPermissionError();
    const object = { type: this.types.get(question.objectType).type, id: question.objectId.toLowerCase() };
    const [[person]] = await Promise.all([
      this.people.people([question.userId]),
      this.visibilities.requireVisible(actor, object),
    ]);
    if (!person) throw new SubjectNotFoundError('user', question.userId);
    const { id: userId, roles, active } = person;
    const asked: Actor = { userId, accountId: actor.accountId, roles };
    const explanation = await this.explanations.explain(asked, permission, object);
    if (!explanation) throw new ObjectNotFoundError(object);
    return { ...question, active, ...explanation };
  }
}
