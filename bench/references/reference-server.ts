export type ReferenceServer = 'list-sessions' | 'graphql-sessions' | 'schedule-session' | 'notify-session';
