export { epayNumber, orderCreated } from './epay.routes.ts';
export { epayProtocol } from './epay-protocol.ts';
export { type JudgedRequest, judgeRequest } from './judge-request.ts';
export { orderAnswer } from './order-answer.ts';
export { speaksV1 } from './refused-acts.ts';
