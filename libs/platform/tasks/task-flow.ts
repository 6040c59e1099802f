import type { FlowJob, Job } from 'bullmq';
import type { TaskDefinition } from './task-definition.js';
import type { TaskEnvelope } from './task-envelope.js';
import { FatalTaskError, InvalidTaskFlowError } from './task-errors.js';
import { jobOptions, type TaskFeed, type TaskJobData } from './task-job.js';
import { checkedPayload, selectedPayload } from './task-payload.js';

/** One task of a chain or group: what to run, and what is known of its payload beforehand. */
export interface TaskStep {
  readonly task: TaskDefinition;
  readonly payload: object;
}

/** `step(indexText, { versionId })`. What earlier tasks will add to the payload can be left out. */
export function step<P extends object, R>(task: TaskDefinition<P, R>, payload: Partial<P>): TaskStep {
  return { task: task as unknown as TaskDefinition, payload };
}

interface FlowIdentity {
  readonly jobId: string;
  readonly envelope: TaskEnvelope;
}

/** The last task is the root, since in BullMQ a parent runs after its children. */
export function chainFlow(steps: readonly TaskStep[], identity: FlowIdentity): FlowJob {
  if (steps.length < 2) throw new InvalidTaskFlowError('a chain needs two tasks at least');
  const last = steps.length - 1;
  let flow: FlowJob | undefined;
  steps.forEach(({ task, payload }, index) => {
    const jobId = index === last ? identity.jobId : `${identity.jobId}.${index + 1}`;
    flow = flow
      ? node(task, jobId, { payload, envelope: identity.envelope, feed: { from: [idOf(flow)], as: 'merge' } }, [flow])
      : node(task, jobId, { payload: checkedPayload(task, payload), envelope: identity.envelope });
  });
  return flow as FlowJob;
}

export function groupFlow(members: readonly TaskStep[], join: TaskStep, identity: FlowIdentity): FlowJob {
  if (members.length < 1) throw new InvalidTaskFlowError('a group needs one member at least');
  const { envelope, jobId } = identity;
  const children = members.map(({ task, payload }, index) =>
    node(task, `${jobId}.${index + 1}`, { payload: checkedPayload(task, payload), envelope }),
  );
  const feed: TaskFeed = { from: children.map(idOf), as: 'results' };
  return node(join.task, jobId, { payload: join.payload, envelope, feed }, children);
}

/**
 * The payload of a task that is fed by others, complete only now and therefore checked now.
 * @throws FatalTaskError when the results do not make up a payload that the task takes
 */
export async function fedPayload(job: Job<TaskJobData>, task: TaskDefinition, feed: TaskFeed): Promise<object> {
  const results = resultsOf(await job.getChildrenValues(), feed);
  const { payload } = job.data;
  try {
    return selectedPayload(task, { ...payload, ...(feed.as === 'results' ? { results } : asFields(results[0])) });
  } catch (error) {
    throw new FatalTaskError(`What comes before it gave no usable payload: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function node(task: TaskDefinition, jobId: string, data: TaskJobData, children?: FlowJob[]): FlowJob {
  return { name: task.name, queueName: task.queue.name, data, opts: jobOptions(task, jobId, {}), children };
}

const idOf = (flow: FlowJob) => ({ queue: flow.queueName, id: flow.opts?.jobId as string });

/** Children are keyed `<queue>:<id>`, on Redis with the prefix of all keys in front. */
function resultsOf(values: Record<string, unknown>, feed: TaskFeed): unknown[] {
  const keys = Object.keys(values);
  return feed.from.map(({ queue, id }) => {
    const key = `${queue}:${id}`;
    const found = keys.find((candidate) => candidate === key || candidate.endsWith(`:${key}`));
    return found === undefined ? null : values[found];
  });
}

function asFields(result: unknown): object {
  if (result === null || result === undefined) return {};
  if (typeof result === 'object' && !Array.isArray(result)) return result;
  throw new InvalidTaskFlowError('the result of a link must be an object, whose fields are added to the next payload');
}
