import { describe, expect, it } from 'vitest';
import { permissionNamespace } from '../permissions/permission.js';
import { ObjectTypesError, PermissionNotOnObjectsError, UnknownObjectTypeError } from './access-errors.js';
import { ObjectCatalogue } from './object-catalogue.js';
import type { Inheritance, ObjectType } from './object-type.js';

const declared = permissionNamespace('lab', 'Laboratory', {
  view: { label: 'View', roles: ['admin'] },
  edit: { label: 'Edit', roles: ['admin'] },
});

const objectType = (type: string, inherits: readonly Inheritance[] = [], schema = 'lab'): ObjectType => ({
  type,
  label: type,
  table: `${schema}.${type}`,
  view: declared.view,
  inherits,
});
const from = (...types: string[]): Inheritance[] => types.map((type) => ({ from: type, column: `${type}_id` }));
const problems =
  (...types: ObjectType[]) =>
  () =>
    new ObjectCatalogue(types);

describe('types of objects', () => {
  it('may inherit over several levels, and form trees', () => {
    const types = new ObjectCatalogue([
      objectType('page', from('document')),
      objectType('document', from('cabinet')),
      objectType('cabinet', from('cabinet')),
    ]);
    const names = [...types.lineage(types.get('page'))].map(({ type }) => type);
    expect(names).toEqual(['page', 'document', 'cabinet']);
  });

  it.each<[string, RegExp, ObjectType[]]>([
    ['are declared twice', /"a" is declared twice/, [objectType('a'), objectType('a')]],
    ['inherit from what nobody declares', /"a" inherits from "ghost"/, [objectType('a', from('ghost'))]],
    [
      'inherit in a circle',
      /"b" inherits from itself/,
      [objectType('a', from('b')), objectType('b', from('c')), objectType('c', from('b'))],
    ],
    [
      'inherit through another schema without saying so',
      /keep the id of the site in a column of billing\.charge/,
      [
        objectType('charge', from('session'), 'billing'),
        objectType('session', from('site')),
        objectType('site', [], 'accounts'),
      ],
    ],
    [
      'inherit from a tree of another schema',
      /a tree of another schema/,
      [objectType('charge', from('cabinet'), 'billing'), objectType('cabinet', from('cabinet'))],
    ],
  ])('are refused at start-up when they %s', (_what, message, types) => {
    expect(problems(...types)).toThrow(ObjectTypesError);
    expect(problems(...types)).toThrow(message);
  });

  it('reach through another schema by columns of their own', () => {
    const charge = objectType('charge', from('session', 'site'), 'billing');
    expect(problems(charge, objectType('session', from('site')), objectType('site', [], 'accounts'))).not.toThrow();
  });

  it('take the permissions of what belongs to them, and no others', () => {
    const types = new ObjectCatalogue([
      { ...objectType('page', from('document')), permissions: [declared.edit] },
      objectType('document'),
      objectType('other'),
    ]);
    expect(types.permissionOn('document', 'lab.edit')).toBe(declared.edit);
    expect(() => types.permissionOn('other', 'lab.edit')).toThrow(PermissionNotOnObjectsError);
    expect(() => types.permissionOn('ghost', 'lab.edit')).toThrow(UnknownObjectTypeError);
  });
});
