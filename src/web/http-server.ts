import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Saying, say, saying } from '../shared/saying.ts';
import { after } from '../shared/timers.ts';

/** Longer than any request line and head that a shop sends; what is longer is refused before it is kept. */
const LONGEST_HEAD_BYTES = 64 * 1024;
/** How long a caller may take to read why it was refused, with its own request perhaps still on the way. */
const GOODBYE_MS = 2_000;

interface Unreadable {
  status: number;
  why: Saying;
}

const unreadable: Record<string, Unreadable> = {
  HPE_HEADER_OVERFLOW: { status: 431, why: saying('protocol.unread.head') },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, why: saying('protocol.unread.slow') },
};
const malformed: Unreadable = { status: 400, why: saying('protocol.unread.malformed') };

/**
 * The product's HTTP server. What Node.js could not read as a request, so that no route sees it and its address is not
 * known, is answered in the form that shops need, which people can read too.
 */
export function createHttpServer(handle: RequestListener): Server {
  const server = createServer({ maxHeaderSize: LONGEST_HEAD_BYTES, requireHostHeader: false }, handle);
  // Without a listener Node.js answers an unknown Expect header itself, with an empty page.
  server.on('checkExpectation', handle);
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (answered.has(socket)) return;
    if (!socket.writable || isAnswering(socket) || error.code === 'ECONNRESET') return void socket.destroy();
    answered.add(socket);
    socket.end(answerText(unreadable[error.code ?? ''] ?? malformed));
    after(GOODBYE_MS, () => socket.destroy(), { keepsAlive: false });
  });
  return server;
}

/** True while an answer to an earlier request of this connection is on its way: nothing may come in between. */
function isAnswering(socket: Duplex): boolean {
  const underWay: { headersSent?: boolean } | null | undefined = Reflect.get(socket, '_httpMessage');
  return underWay?.headersSent === true;
}

function answerText({ status, why }: Unreadable): string {
  const body = JSON.stringify({ code: -1, msg: say('shop', why) });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
