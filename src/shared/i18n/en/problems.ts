import type { problems as zh } from '../zh/problems.ts';

export const problems: Record<keyof typeof zh, string> = {
  'problem.empty': 'is required',
  'problem.wrong': 'is not right',
  'problem.tooSmall': '{min} at least',
  'problem.tooBig': '{max} at most',
  'problem.tooLong': 'too long, {max} characters at most',
  'problem.notOneOf': 'must be one of {options}',
  'problem.unknownField': 'there is no such field',
  'problem.shop.several': '{one}; {others}',
  'problem.shop.missing': 'the parameter {field} is missing',
  'problem.shop.tooLong': '{field} is too long, {max} characters at most',
  'problem.shop.orderNumber': '{field} may only have letters, digits and . _ - |',
  'problem.shop.address': '{field} must be a whole address that begins with http:// or https://',
  'problem.shop.port':
    '{field} has the port {port}, which is none; a port is a number from 1 to 65535, and seldom needed',
  'problem.shop.uncalled': '{field}: {reason}',
  'problem.shop.nul': '{field} must not hold a NUL character',
  'problem.shop.money': '{field} must be an amount above 0 with two decimals at most, such as 1.00',
  'problem.shop.price':
    '{field} must not have needless zeros in front, and digits on both sides of the point, such as 1.00 or 0.50',
  'problem.shop.vmqType': '{field} must be 1 (WeChat) or 2 (Alipay)',
  'problem.shop.split': 'must not hold anything like “&parameter=”',
  'problem.shop.differs': 'differs from the earlier order',
  'problem.shop.type': '{wrong}; {possible}',
  'problem.shop.noType': 'the way to pay (type) is missing',
  'problem.shop.otherType': 'type can’t be {type}',
};
