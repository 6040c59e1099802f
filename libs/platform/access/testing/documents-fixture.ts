import type { Client } from 'pg';
import { permissionNamespace } from '../../permissions/permission.js';
import type { ObjectType } from '../object-type.js';

export const fixturePermissions = permissionNamespace('fixture', 'Fixture', {
  'document.view': { label: 'View documents', roles: ['admin', 'viewer'], parties: ['therapist', 'patient'] },
  'document.edit': { label: 'Edit documents', roles: ['admin'], parties: ['therapist'] },
  'cabinet.view': { label: 'View cabinets', roles: ['admin'] },
  'type.view': { label: 'View types of documents', roles: ['admin', 'viewer'] },
  'leaflet.view': { label: 'View leaflets', roles: ['editor'], parties: ['patient'] },
  'receipt.view': { label: 'View receipts', roles: ['admin'] },
});

/**
 * document → document type, document → cabinet → cabinet above it; a receipt of another schema → document type; leaflets are where
 * their type is.
 */
export const fixtureTypes: readonly ObjectType[] = [
  {
    type: 'document_type',
    label: 'Type of documents',
    table: 'fixture.document_type',
    view: fixturePermissions['type.view'],
  },
  {
    type: 'cabinet',
    label: 'Cabinet',
    table: 'fixture.cabinet',
    view: fixturePermissions['cabinet.view'],
    inherits: [{ from: 'cabinet', column: 'parent_id' }],
  },
  {
    type: 'document',
    endsGrants: true,
    label: 'Document',
    table: 'fixture.document',
    view: fixturePermissions['document.view'],
    permissions: [fixturePermissions['document.edit']],
    parties: { therapist: 'therapist_id', patient: 'patient_id' },
    inherits: [
      { from: 'document_type', column: 'document_type_id' },
      { from: 'cabinet', column: 'cabinet_id' },
    ],
  },
  {
    type: 'receipt',
    label: 'Receipt',
    table: 'fixture_elsewhere.receipt',
    view: fixturePermissions['receipt.view'],
    inherits: [{ from: 'document_type', column: 'document_type_id' }],
  },
  {
    type: 'leaflet',
    label: 'Leaflet',
    table: 'fixture.leaflet',
    view: fixturePermissions['leaflet.view'],
    parties: { patient: 'patient_id' },
    place: { type: 'document_type', column: 'document_type_id', use: fixturePermissions['type.view'] },
  },
];

/** The tables of {@link fixtureTypes}, protected as those of contexts are. */
export async function createFixtureTables(owner: Client): Promise<void> {
  await owner.query(`
    create schema fixture;
    create schema fixture_elsewhere;
    grant usage on schema fixture, fixture_elsewhere to praxis_app;
    create table fixture.document_type (id uuid primary key, account_id uuid not null);
    create table fixture.cabinet (id uuid primary key, account_id uuid not null, parent_id uuid);
    create index cabinet_below on fixture.cabinet (account_id, parent_id);
    create table fixture.document (
      id uuid primary key,
      account_id uuid not null,
      document_type_id uuid not null,
      cabinet_id uuid,
      therapist_id uuid,
      patient_id uuid,
      title text not null
    );
    create index document_order on fixture.document (account_id, id);
    create index document_of_type on fixture.document (account_id, document_type_id, id);
    create index document_in_cabinet on fixture.document (account_id, cabinet_id, id);
    create table fixture.leaflet (
      id uuid primary key, account_id uuid not null, document_type_id uuid not null, patient_id uuid
    );
    create table fixture_elsewhere.receipt (id uuid primary key, account_id uuid not null, document_type_id uuid not null);
    call platform.protect('fixture.document_type');
    call platform.protect('fixture.cabinet');
    call platform.protect('fixture.document');
    call platform.protect('fixture.leaflet');
    call platform.protect('fixture_elsewhere.receipt');
    call platform.end_grants_with('fixture.document', 'document');
  `);
}
