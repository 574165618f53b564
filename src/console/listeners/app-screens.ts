import { HEARTBEAT_TITLE } from '../../flow/forwarding/index.ts';
import { HEARTBEAT_BOXES, REPEAT_FILTER, RETRIES, SENDER_NAME } from './forwarder-settings.ts';

/** Drawings of SmsForwarder's screens: where the numbered values of the set-up page go. Its words, as it shows them. */
type Row =
  | { kind: 'field'; label: string; value: string; mark?: number }
  | { kind: 'area'; label: string; lines: string[]; mark?: number }
  | { kind: 'choice'; label: string; options: { text: string; x: number; chosen: boolean }[] }
  | { kind: 'boxes'; label: string; boxes: readonly { name: string; value: string }[]; mark?: number }
  | { kind: 'switch'; label: string; on: boolean };

/** A row with its place, in units of the drawing. */
export type PlacedRow = Row & { y: number; height: number };

export interface AppScreen {
  title: string;
  rows: PlacedRow[];
  height: number;
}

const LEFT = 14;
const TOP = 46;
const GAP = 10;
const BOTTOM = 8;
const LINE = 14;

function heightOf(row: Row): number {
  switch (row.kind) {
    case 'field':
      return 40;
    case 'area':
      return 26 + row.lines.length * LINE;
    case 'choice':
      return 40;
    case 'boxes':
      return 52;
    case 'switch':
      return 22;
  }
}

/** Options side by side; wide characters are as wide as the type is high. */
function choice(label: string, texts: string[], chosen: string): Row {
  let x = LEFT;
  const options = texts.map((text) => {
    const at = { text, x, chosen: text === chosen };
    const width = [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 11 : 7), 0);
    x += 17 + width + 10;
    return at;
  });
  return { kind: 'choice', label, options };
}

function screen(title: string, rows: Row[]): AppScreen {
  let y = TOP;
  const placed = rows.map((row) => {
    const height = heightOf(row);
    const at = { ...row, y, height };
    y += height + GAP;
    return at;
  });
  return { title, rows: placed, height: y + BOTTOM };
}

const ownTemplate = (mark: number): Row[] => [
  { kind: 'switch', label: '启用自定义模版', on: true },
  { kind: 'area', label: '转发信息模版', lines: ['{"pid":"…","aid":"…",', ' "uid":"{{UID}}", …}'], mark },
];

/** The words are those of its simplified Chinese interface (seen in its strings and layouts). */
export const appScreens = {
  settings: screen('通用设置', [
    { kind: 'switch', label: '转发应用通知', on: true },
    { kind: 'switch', label: '仅锁屏状态', on: false },
    { kind: 'field', label: '自动过滤多久内重复消息', value: REPEAT_FILTER, mark: 1 },
    { kind: 'switch', label: '免打扰时间段', on: false },
    { kind: 'field', label: '请求重试机制 · 最多重试', value: `${RETRIES} 次`, mark: 2 },
  ]),
  sender: screen('发送通道 · Webhook', [
    { kind: 'field', label: '通道名称', value: SENDER_NAME, mark: 1 },
    choice('请求方式', ['POST', 'GET', 'PUT'], 'POST'),
    { kind: 'field', label: 'Webhook Server', value: 'https://…/mpayNotify', mark: 2 },
    { kind: 'area', label: '消息模板', lines: ['{"action":"mpay",', ' "data":"[msg]", …}'], mark: 3 },
    { kind: 'field', label: 'Secret', value: '••••••••••••', mark: 4 },
    { kind: 'field', label: '成功应答关键字', value: '200', mark: 5 },
  ]),
  rule: screen('转发规则 · 应用', [
    { kind: 'field', label: '发送通道', value: SENDER_NAME },
    choice('匹配字段', ['全部', 'APP包名', '多重匹配'], '多重匹配'),
    { kind: 'area', label: '匹配的值', lines: ['并且 是 APP包名 相等 …', '并且 是 通知标题 …'], mark: 1 },
    ...ownTemplate(2),
  ]),
  task: screen('自动任务 · 新建任务', [
    { kind: 'field', label: '任务名称', value: HEARTBEAT_TITLE, mark: 1 },
    { kind: 'boxes', label: '如果 · 定时任务', boxes: HEARTBEAT_BOXES, mark: 2 },
    { kind: 'field', label: '就执行 · 推送通知', value: SENDER_NAME },
    ...ownTemplate(3),
  ]),
} as const;
