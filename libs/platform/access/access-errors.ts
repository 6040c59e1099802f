import { ValidationError } from '../errors/application-error.js';

/** The object types that contexts declare do not fit together. Start-up ends with it. */
export class ObjectTypesError extends Error {
  constructor(problems: readonly string[]) {
    super(
      ['The declared types of objects do not fit together:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
    );
  }
}

/** Nobody declares this type of object. */
export class UnknownObjectTypeError extends ValidationError {
  constructor() {
    super({ objectType: ['is not a type of object'] });
  }
}

/** Nothing of this type, nor what belongs to it, is subject to the permission, so having it on one would mean nothing. */
export class PermissionNotOnObjectsError extends ValidationError {
  constructor(objectType: string, permitted: readonly string[]) {
    super({ permission: [`is none that can be had on one ${objectType}: ${permitted.join(', ')}`] });
  }
}
