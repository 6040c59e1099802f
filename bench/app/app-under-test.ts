import type { ReferenceServer } from '../references/reference-server.js';

/** A practice in the database under test, large enough that no two requests of a load get in each other's way. */
export interface Practice {
  readonly accountId: string;
  readonly siteId: string;
  readonly sectorId: string;
  /** 100 of each: sessions are spread over them so that nobody is in two at once. */
  readonly therapistIds: readonly string[];
  readonly patientIds: readonly string[];
  /** Access token of an administrator of the account; good for a day. */
  readonly adminToken: string;
  /** Access token of `therapistIds[0]`. */
  readonly therapistToken: string;
  /** All therapists are available at the site from this day on … */
  readonly firstDay: string;
  /** … in the hours that begin at these eight hours UTC. */
  readonly hours: readonly number[];
}

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Work that is measured inside a process rather than over HTTP; see `measure/workload.ts`. */
export type WorkloadName = 'reactions' | 'tasks' | 'local-call' | 'remote-call';

/** The command that a person starts it with. */
export interface StartCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Answers 200 once it serves. */
  readonly readyPath: string;
}

/** The application as the scenarios see it; in calibration, the references dressed as one. */
export interface AppUnderTest {
  readonly name: string;
  /**
   * Starts it on the server's core and resolves when it is ready.
   * @param role `api`: REST and GraphQL without the worker; `whole`: everything in one process
   * @param comparedWith the reference on the other side; only calibration, which is that reference, needs to know
   */
  startServer(
    order: { readonly ownerUrl: string; readonly role: 'api' | 'whole'; readonly practice: Practice },
    comparedWith: ReferenceServer,
  ): Promise<RunningServer>;
  /** Modules that export `openWorkload`; a scenario without its workload is reported as not run. */
  readonly workloads: Partial<Record<WorkloadName, URL>>;
  /** Keeps its data below `home`. Absent: B15 is reported as not run. */
  startCommand?(home: string, port: number): StartCommand;
}
