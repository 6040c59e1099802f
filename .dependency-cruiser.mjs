// Which module may import which. Run by `npm run check`, and by test/architecture/boundaries.spec.ts, which plants a violation
// of every rule and sees it caught.
import { exemptions, patternOf } from './test/architecture/exemptions.ts';
import { PLATFORM_ROOMS } from './test/architecture/platform-rooms.ts';

const CONTEXT = '(?:libs/(?!platform/)|extensions/)[^/]+';
const PRODUCTION = '^(apps|libs|extensions)/';
/** Inside the production folders, but never part of a running process. The console is built by Vite, apart from the rest. */
const NOT_RUN = ['\\.spec\\.tsx?$', '/testing/', '^apps/console/'];
/** Where Node begins to load. Extensions are found by their manifest at run time. */
const ENTRIES = [
  '^apps/[^/]+/main\\.ts$',
  '^ormconfig\\.ts$',
  '^tools/generate\\.ts$',
  '^extensions/[^/]+/[^/]+\\.module\\.ts$',
];
const npm = (...packages) => `(^|/)node_modules/(@types/)?(${packages.join('|')})/`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  {
    name: 'platform-knows-no-context',
    comment: 'The platform is what contexts are built on; it works without any of them.',
    from: { path: '^libs/platform/' },
    to: { path: '^(libs/(?!platform/)|extensions/)' },
  },
  ...PLATFORM_ROOMS.map((room, at) => ({
    name: 'platform-rooms-stand-in-order',
    comment:
      'A room rests on those before it in test/architecture/platform-rooms.ts. Move what both need to where both may look.',
    from: { path: `^libs/platform/${room}/`, pathNot: NOT_RUN },
    to: { path: `^libs/platform/(?!(${PLATFORM_ROOMS.slice(0, at + 1).join('|')})/)` },
  })),
  {
    name: 'contexts-meet-at-contracts',
    comment: 'Of another context only contract/ may be imported. What is missing there is to be added there.',
    from: { path: `^(${CONTEXT})/` },
    to: { path: `^${CONTEXT}/`, pathNot: ['^$1/', `^${CONTEXT}/contract/`] },
  },
  {
    name: 'contract-stands-alone',
    comment: 'Whoever imports a contract must not get the inside of the context with it.',
    from: { path: `^(${CONTEXT})/contract/` },
    to: { path: '^$1/', pathNot: '^$1/contract/' },
  },
  {
    name: 'nobody-imports-apps',
    comment: 'Apps compose the rest. What several parts need belongs to the platform.',
    from: { path: '^(libs|extensions)/', pathNot: NOT_RUN },
    to: { path: '^apps/' },
  },
  {
    name: 'production-imports-no-tests',
    comment: 'Specs, test support, measurements and tools are not shipped.',
    from: { path: PRODUCTION, pathNot: NOT_RUN },
    to: { path: ['^(test|bench|tools)/', '\\.spec\\.tsx?$', '/testing/'] },
  },
  {
    name: 'adapters-only-dispatch',
    comment:
      'Controllers, resolvers and gateways translate, dispatch on a bus and present. Data is the handlers’ business.',
    from: { path: `^${CONTEXT}/api/`, pathNot: NOT_RUN },
    to: { path: ['^libs/platform/database/', '\\.entity\\.ts$', npm('typeorm', 'pg')] },
  },
  {
    name: 'adapters-are-outermost',
    comment: 'A command must not know how it was called: only the manifest lists what is in api/.',
    from: { path: `^(${CONTEXT})/(?!api/)`, pathNot: ['\\.module\\.ts$', ...NOT_RUN] },
    to: { path: '^$1/api/' },
  },
  {
    name: 'no-circular-imports',
    comment:
      'Whichever module is loaded first sees the other half made; with types alone, neither can be read without the other.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'Nothing that runs leads to this module. Use it or delete it.',
    from: { path: ENTRIES },
    to: { path: PRODUCTION, pathNot: [...ENTRIES, ...NOT_RUN], reachable: false },
  },
  {
    name: 'no-development-package-in-production',
    comment: 'An image holds only "dependencies" of package.json.',
    from: { path: PRODUCTION, pathNot: NOT_RUN },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-undeclared-package',
    comment: 'It is there by luck, through another package. Add it to package.json.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'ambient-context-belongs-to-platform',
    comment: 'Contexts are told who acts; what is read from thin air cannot be seen in a signature.',
    from: { path: PRODUCTION, pathNot: ['^libs/platform/', ...NOT_RUN] },
    to: { path: ['^libs/platform/context/request-context\\.ts$', '^async_hooks$'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'drivers-belong-to-platform',
    comment:
      'A connection that the platform did not open has no tenant, and row-level security would refuse it or worse.',
    from: { path: PRODUCTION, pathNot: ['^libs/platform/', ...NOT_RUN] },
    to: { path: npm('pg', 'bullmq', '@nestjs/bullmq', 'ioredis') },
  },
  {
    name: 'typeorm-in-entities-and-migrations',
    comment:
      'Entities need its decorators and migrations its types. Which ones: test/architecture/rules/imported-names.ts.',
    from: { path: PRODUCTION, pathNot: ['^libs/platform/', '\\.entity\\.ts$', '/migrations/', ...NOT_RUN] },
    to: { path: npm('typeorm') },
  },
  {
    name: 'console-is-a-client',
    comment: 'The console uses the public interfaces, as everybody may.',
    from: { path: '^apps/console/' },
    to: { path: ['^(libs|extensions|test|bench)/', '^apps/(?!console/)'] },
  },
  {
    name: 'every-import-resolves',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** The rule without the files that are exempt from it. A rule about reachability speaks of modules at its `to` end. */
function withExemptions(rule) {
  const files = exemptions.filter((exemption) => exemption.rule === rule.name).map(patternOf);
  const end = rule.to.reachable === undefined ? 'from' : 'to';
  const pathNot = [rule[end].pathNot ?? [], files].flat();
  return { severity: 'error', ...rule, [end]: { ...rule[end], ...(pathNot.length > 0 && { pathNot }) } };
}

export default {
  forbidden: forbidden.map(withExemptions),
  options: {
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: ['^dist/', '^apps/console/dist/', '^bench/results/'] },
    // Types count too: a context that knows the shape of another's inside depends on it.
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // `source`: the subpath imports of package.json lead to libs/ and not to dist/.
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
