export { STANDINGS, type Standing } from '#platform/database/admission.js';
