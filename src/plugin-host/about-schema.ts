import { z } from 'zod';
import { terminalPlaces } from '../plugin-api/index.ts';

/** Words for people, in both languages. */
export const Text = z.object({ zh: z.string().min(1), en: z.string().min(1) });

const Few = z.object({ zh: z.string().min(1).max(500), en: z.string().min(1).max(500) });

/** See PlatformAbout. */
export const About = z.object({
  summary: Few,
  site: z
    .url({ protocol: /^https$/ })
    .max(300)
    .optional(),
  price: Few.optional(),
  apply: Few.optional(),
  fees: Few.optional(),
  limits: z.array(Few).max(10).optional(),
  terminalPlace: z.enum(terminalPlaces).optional(),
});
