/** How somebody wants to be known after signing in: by tokens that they keep themselves, or by a cookie that the browser keeps. */
export const SESSION_KINDS = ['token', 'cookie'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** From where somebody signs in, and what for. */
export interface Visit {
  readonly session: SessionKind;
  /** Network address. */
  readonly address: string;
  readonly userAgent: string | null;
}
