import { TOKEN_SECRET } from './access-token.js';
import type { AppUnderTest } from './app-under-test.js';
import { startApplication } from './start-application.js';

const ENTRIES = { api: '../../apps/api/main.js', whole: '../../apps/standalone/main.js' } as const;

const workload = (name: string) => new URL(`./${name}.workload.js`, import.meta.url);

/** Praxis itself, as built. */
export const praxis: AppUnderTest = {
  name: 'Praxis',
  startServer: ({ ownerUrl, role }) =>
    startApplication(new URL(ENTRIES[role], import.meta.url), {
      DATABASE_URL: ownerUrl,
      JWT_SECRET: TOKEN_SECRET,
      SEED_DEMO: 'false',
    }),
  workloads: {
    reactions: workload('reactions'),
    tasks: workload('tasks'),
    'local-call': workload('local-call'),
    'remote-call': workload('remote-call'),
  },
  startCommand: (home, port) => ({
    command: 'npm',
    args: ['start'],
    environment: { PRAXIS_HOME: home, PORT: String(port), HOST: '127.0.0.1' },
    readyPath: '/health/ready',
  }),
};
