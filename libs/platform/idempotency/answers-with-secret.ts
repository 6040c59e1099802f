import { SetMetadata } from '@nestjs/common';

export const ANSWERS_WITH_SECRET = 'praxis:answers-with-secret';

/**
 * Declares a route or mutation whose answer must not be kept for its idempotency key, such as one that shows a new API key. It is still
 * carried out once: sent again, it is answered with IDEMPOTENCY_RESULT_LOST.
 */
export const AnswersWithSecret = () => SetMetadata(ANSWERS_WITH_SECRET, true);
