import { z } from 'zod';
import { payTypes } from '../../shared/pay-type.ts';
import { saying } from '../../shared/saying.ts';
import { Form, faulty, ManyPath, Path, Selector, TemplateText } from './schema-parts.ts';
import { Step } from './schema-step.ts';
import { tellsMoment, ZONE } from './times.ts';

const Zone = z.string().regex(ZONE);

const RowCondition = z.union([
  z.strictObject({ path: Path, in: z.array(TemplateText).min(1).max(50) }),
  z.strictObject({ path: Path, present: z.boolean() }),
]);
export type RowCondition = z.infer<typeof RowCondition>;

const Joined = { join: z.array(Path).min(2).max(6), with: z.string().max(10) };
const Identity = z.union([z.strictObject({ path: Path }), z.strictObject(Joined)]);

const MomentForm = Form.refine(tellsMoment, faulty(saying('descriptor.noMoment')));
const PaidAt = z.union([
  z.strictObject({ path: Path, as: MomentForm, zone: Zone.optional() }),
  z.strictObject({ ...Joined, as: MomentForm, zone: Zone.optional() }),
]);

const PayType = z.union([
  z.strictObject({
    path: Path,
    map: z
      .record(z.string().max(100), z.enum(payTypes))
      .refine((map) => Object.keys(map).length > 0 && Object.keys(map).length <= 50),
  }),
  z.strictObject({ value: z.enum(payTypes) }),
]);

export const RowMap = z.strictObject({
  externalId: Identity,
  amount: z.strictObject({
    path: Path,
    unit: z.enum(['fen', 'yuan']),
    // Never what makes another amount of it.
    strip: z
      .string()
      .max(20)
      .regex(/^[^\d.+-]*$/)
      .optional(),
  }),
  paidAt: PaidAt,
  payType: PayType,
  terminal: z.strictObject({ path: Path }).optional(),
  reference: z.strictObject({ path: Path, dropPrefix: z.string().max(100).optional() }).optional(),
});
export type RowMap = z.infer<typeof RowMap>;

const Until = z.union([z.enum(['short', 'empty']), z.strictObject({ total: Path })]);
const size = z.int().min(1).max(2_000);
const max = z.int().min(1).max(50);

export const Pages = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('page'), first: z.int().min(0).max(10), size, max, until: Until }),
  z.strictObject({ by: z.literal('offset'), first: z.int().min(0).max(10), size, max, until: Until }),
  z.strictObject({
    by: z.literal('cursor'),
    first: z.string().max(500).optional(),
    size,
    max,
    until: Until.optional(),
    next: Path,
  }),
  z.strictObject({ by: z.literal('none'), size: size.optional() }),
]);
export type Pages = z.infer<typeof Pages>;

/** How payments are listed and read: docs/reference/descriptors.md, 4.5. */
export const List = z.strictObject({
  before: z.array(Step).max(2).optional(),
  step: Step,
  window: z.strictObject({
    zone: Zone,
    overlapS: z.int().min(0).max(86_400).optional(),
    maxS: z.int().min(300).max(31_622_400).optional(),
    aheadS: z.int().min(0).max(86_400).optional(),
  }),
  pages: Pages,
  rows: z.union([
    z.strictObject({ json: ManyPath }),
    z.strictObject({ table: Selector, header: z.boolean() }),
  ]),
  only: z.array(RowCondition).max(10).optional(),
  map: RowMap,
});
export type List = z.infer<typeof List>;
