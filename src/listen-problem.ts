import type { Config } from './shared/config.ts';

/** Why nothing can be served at HOST and PORT and what to do, in both languages; null for a cause unknown to us. */
export function listenProblem(
  error: NodeJS.ErrnoException,
  { host, port }: Pick<Config, 'host' | 'port'>,
): string | null {
  switch (error.code) {
    case 'EADDRINUSE':
      return [
        `端口 ${port} 已被别的程序占用（也许 mpay 已在运行）：停掉它，或在 .env 里把 PORT 改成别的，如 ${port === 8080 ? 8081 : 8080}。`,
        `看看是谁占用：ss -ltnp | grep :${port}（或 lsof -i :${port}），再用 kill 加它的进程号停掉它。`,
        `Port ${port} is taken (mpay may be running already): stop the other program, or set another PORT in .env.`,
        `To see whose it is: ss -ltnp | grep :${port} (or lsof -i :${port}); then kill that pid.`,
      ].join('\n');
    case 'EACCES':
      return [
        `没有权限使用端口 ${port}：1024 以下的端口留给 nginx 等反向代理，在 .env 里把 PORT 改成 8080。`,
        `Port ${port} is not allowed for this user: leave ports below 1024 to a proxy like nginx, and set PORT=8080.`,
      ].join('\n');
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [
        `HOST=${host} 不是这台服务器的地址：在 .env 里改成 0.0.0.0（所有网卡）或 127.0.0.1（只给本机的反向代理）。`,
        `HOST=${host} is no address of this server: set 0.0.0.0 (every network) or 127.0.0.1 (a proxy on this machine only).`,
      ].join('\n');
    default:
      return null;
  }
}
