import { HEARTBEAT_BOXES, type PhoneNames, REPEAT_FILTER, RETRIES } from './forwarder-settings.ts';

/** Drawings of SmsForwarder's screens: where the numbered values of the set-up page go. Its words, as it shows them. */
type Row =
  | { kind: 'field'; label: string; value: string; mark?: number }
  | { kind: 'area'; label: string; lines: string[]; mark?: number }
  | { kind: 'choice'; label: string; options: { text: string; x: number; chosen: boolean }[] }
  | { kind: 'boxes'; label: string; boxes: readonly { name: string; value: string }[]; mark?: number }
  | { kind: 'switch'; label: string; on: boolean };

/** A word of the drawing, or a box with one in it, at its place; in units of the drawing. */
interface Word {
  text: string;
  x: number;
  y: number;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  round: number;
  isMarked: boolean;
}

/** A row of a screen, all of it at its place. */
export interface PlacedRow {
  label: Word;
  boxes: Box[];
  values: (Word & { isMiddle: boolean })[];
  /** Words under or beside something, in quiet ink. */
  words: (Word & { isMiddle: boolean })[];
  dots: { x: number; y: number; isOn: boolean }[];
  toggle: { y: number; knobX: number; knobY: number; isOn: boolean } | null;
  mark: { number: number; y: number; textY: number } | null;
}

export interface AppScreen {
  title: string;
  rows: PlacedRow[];
  height: number;
  /** Of the frame drawn inside it. */
  frameHeight: number;
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

function placed(row: Row, y: number, height: number): PlacedRow {
  const isSwitch = row.kind === 'switch';
  const middle = isSwitch ? y + 11 : y + (height + 18) / 2;
  const mark = 'mark' in row && row.mark !== undefined ? row.mark : null;
  const at: PlacedRow = {
    label: { text: row.label, x: LEFT, y: y + (isSwitch ? 15 : 11) },
    ...{ boxes: [], values: [], words: [], dots: [], toggle: null },
    mark: mark === null ? null : { number: mark, y: middle, textY: middle + 4 },
  };
  switch (row.kind) {
    case 'switch':
      return { ...at, toggle: { y: y + 2, knobX: row.on ? 183 : 169, knobY: y + 11, isOn: row.on } };
    case 'choice': {
      const words = row.options.map(({ text, x, chosen }) => ({ text, x: x + 17, y: y + 33, chosen }));
      return {
        ...at,
        dots: row.options.map(({ x, chosen }) => ({ x: x + 6, y: y + 29, isOn: chosen })),
        values: words.filter(({ chosen }) => chosen).map((word) => ({ ...word, isMiddle: false })),
        words: words.filter(({ chosen }) => !chosen).map((word) => ({ ...word, isMiddle: false })),
      };
    }
    case 'boxes': {
      const boxes = row.boxes.map((box, index) => ({
        ...box,
        x: LEFT + index * 25.6,
        isMarked: index === 0,
      }));
      return {
        ...at,
        boxes: boxes.map(({ x, isMarked }) => ({
          ...{ x, isMarked, y: y + 17, width: 23 },
          ...{ height: 20, round: 4 },
        })),
        values: boxes.map(({ x, value }) => ({ text: value, x: x + 11.5, y: y + 31, isMiddle: true })),
        words: boxes.map(({ x, name }) => ({ text: name, x: x + 11.5, y: y + 50, isMiddle: true })),
      };
    }
    default: {
      const lines = row.kind === 'area' ? row.lines : [row.value];
      const first = y + (row.kind === 'area' ? 30 : 33);
      return {
        ...at,
        boxes: [
          {
            ...{ x: LEFT, y: y + 17, width: 178 },
            ...{ height: height - 17, round: 5, isMarked: mark !== null },
          },
        ],
        values: lines.map((text, index) => ({ text, x: 21, y: first + index * LINE, isMiddle: false })),
      };
    }
  }
}

function screen(title: string, rows: Row[]): AppScreen {
  let y = TOP;
  const all = rows.map((row) => {
    const height = heightOf(row);
    const at = placed(row, y, height);
    y += height + GAP;
    return at;
  });
  const height = y + BOTTOM;
  return { title, rows: all, height, frameHeight: height - 2 };
}

const ownTemplate = (mark: number): Row[] => [
  { kind: 'switch', label: '启用自定义模版', on: true },
  { kind: 'area', label: '转发信息模版', lines: ['{"pid":"…","aid":"…",', ' "uid":"{{UID}}", …}'], mark },
];

/** The words are those of its simplified Chinese interface (seen in its strings and layouts). */
export const appScreens = ({ sender, task }: PhoneNames) => ({
  settings: screen('通用设置', [
    { kind: 'switch', label: '转发应用通知', on: true },
    { kind: 'switch', label: '仅锁屏状态', on: false },
    { kind: 'field', label: '自动过滤多久内重复消息', value: REPEAT_FILTER, mark: 1 },
    { kind: 'switch', label: '免打扰时间段', on: false },
    { kind: 'field', label: '请求重试机制 · 最多重试', value: `${RETRIES} 次`, mark: 2 },
  ]),
  sender: screen('发送通道 · Webhook', [
    { kind: 'field', label: '通道名称', value: sender, mark: 1 },
    choice('请求方式', ['POST', 'GET', 'PUT'], 'POST'),
    { kind: 'field', label: 'Webhook Server', value: 'https://…/mpayNotify', mark: 2 },
    { kind: 'area', label: '消息模板', lines: ['{"action":"mpay",', ' "data":"[msg]", …}'], mark: 3 },
    { kind: 'field', label: 'Secret', value: '••••••••••••', mark: 4 },
    { kind: 'field', label: '成功应答关键字', value: '200', mark: 5 },
  ]),
  rule: screen('转发规则 · 应用', [
    { kind: 'field', label: '发送通道', value: sender },
    choice('匹配字段', ['全部', 'APP包名', '多重匹配'], '多重匹配'),
    { kind: 'area', label: '匹配的值', lines: ['并且 是 APP包名 相等 …', '并且 是 通知标题 …'], mark: 1 },
    ...ownTemplate(2),
  ]),
  task: screen('自动任务 · 新建任务', [
    { kind: 'field', label: '任务名称', value: task, mark: 1 },
    { kind: 'boxes', label: '如果 · 定时任务', boxes: HEARTBEAT_BOXES, mark: 2 },
    { kind: 'field', label: '就执行 · 推送通知', value: sender },
    ...ownTemplate(3),
  ]),
});

export type AppScreens = ReturnType<typeof appScreens>;
