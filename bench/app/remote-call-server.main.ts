import 'reflect-metadata';
import { callee } from '#platform/services/testing/callee.js';
import { Directory, NumberDirectory } from './number-directory.js';

/** B9, remote: the other process. It serves with all that a request passes in the application, but for the database. */
const { url } = await callee('bench', Directory, new NumberDirectory());
process.on('disconnect', () => process.exit());
process.send?.({ ready: { url } });
