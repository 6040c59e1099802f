import { Injectable } from '@nestjs/common';
import { GroupDirectory, PeopleDirectory } from '#identity/contract/index.js';
import { readSubject, type Subject } from '#platform/access/subject.js';
import { InvalidSubjectError, SubjectNotFoundError } from './access-errors.js';

/** To whom something may be granted: users and groups that the account has, and all roles. */
@Injectable()
export class Subjects {
  constructor(
    private readonly people: PeopleDirectory,
    private readonly groups: GroupDirectory,
  ) {}

  /** @throws InvalidSubjectError, SubjectNotFoundError */
  async require(text: string): Promise<Subject> {
    const subject = readSubject(text);
    if (!subject) throw new InvalidSubjectError();
    const { kind, id } = subject;
    if (kind !== 'role') {
      const found = await (kind === 'user' ? this.people.people([id]) : this.groups.groups([id]));
      if (found.length === 0) throw new SubjectNotFoundError(kind, id);
    }
    return `${kind}:${id}` as Subject;
  }
}
