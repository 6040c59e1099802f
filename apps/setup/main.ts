import { runOnce } from '../run.js';

await runOnce(async (settings) => {
  // Loaded only now: somebody with a typo in a variable should not wait for the whole application.
  const { setUp } = await import('./set-up.js');
  await setUp(settings, process.argv.slice(2));
});
