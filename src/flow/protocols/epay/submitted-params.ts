import { bodyParams, queryParams, type ShopParams } from '../../intake/index.ts';

/** submit.php: the address alone when it names a pid, else the form. Source: docs/reference/epay-v1.md, section 2 (E25). */
export function submittedParams(request: { method: string; url: string; body: unknown }): ShopParams {
  const query = queryParams(request.url);
  return request.method === 'GET' || query.pid !== undefined ? query : bodyParams(request.body);
}
