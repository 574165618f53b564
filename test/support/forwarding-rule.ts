/** One notification as the phone's apps post it. */
export interface PhoneNotification {
  packageName: string;
  title: string;
  text: string;
}

interface Condition {
  joins: '并且' | '或者';
  holds: (notification: PhoneNotification) => boolean;
  children: Condition[];
}

/** What SmsForwarder takes for a line of a rule (`regex_multi_match` in its strings; docs/reference/listeners.md 1.5). */
const LINE =
  /^( *)(并且|或者) (是|不是) (手机号|APP包名|短信内容|通知内容|通知标题|卡槽信息|通话类型) (相等|包含|不包含|开头|结尾|正则匹配) (.*)$/;

/**
 * Whether SmsForwarder forwards the notification by this rule (多重匹配). Throws where the app would refuse to save it:
 * an unknown word, an indented first line, a line indented by more than one space below the one above.
 */
export function ruleForwards(rule: string, notification: PhoneNotification): boolean {
  return all(readRule(rule), notification);
}

function readRule(rule: string): Condition[] {
  const root: Condition[] = [];
  const open: Condition[][] = [root];
  for (const [index, line] of rule.split('\n').entries()) {
    const [, indent = '', joins, is, field = '', check = '', value = ''] = LINE.exec(line) ?? [];
    if (joins !== '并且' && joins !== '或者') throw new Error(`line ${index + 1} is no rule: ${line}`);
    const siblings = open[indent.length];
    if (!siblings) throw new Error(`line ${index + 1} is indented too far: ${line}`);
    const condition: Condition = {
      joins,
      holds: (notification) => passes(check, fieldOf(notification, field), value) === (is === '是'),
      children: [],
    };
    siblings.push(condition);
    open.splice(indent.length + 1, open.length, condition.children);
  }
  return root;
}

/** A condition, then what belongs to it, then what follows it; each joined by its own first word. */
function all([first, ...rest]: Condition[], notification: PhoneNotification): boolean {
  if (!first) throw new Error('an empty rule');
  const own = join(first.holds(notification), first.children, notification);
  return join(own, rest, notification);
}

function join(before: boolean, next: Condition[], notification: PhoneNotification): boolean {
  const [first] = next;
  if (!first) return before;
  return first.joins === '并且' ? before && all(next, notification) : before || all(next, notification);
}

function fieldOf({ packageName, title, text }: PhoneNotification, field: string): string {
  const fields: Record<string, string> = { APP包名: packageName, 通知标题: title, 通知内容: text };
  const value = fields[field];
  if (value === undefined) throw new Error(`notifications have no ${field}`);
  return value;
}

function passes(check: string, actual: string, value: string): boolean {
  switch (check) {
    case '相等':
      return actual === value;
    case '包含':
      return actual.includes(value);
    case '不包含':
      return !actual.includes(value);
    case '开头':
      return actual.startsWith(value);
    case '结尾':
      return actual.endsWith(value);
    default:
      return new RegExp(value, 'i').test(actual);
  }
}
