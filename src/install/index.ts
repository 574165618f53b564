export { loadDatabaseUrl, storeDatabaseUrl } from './database-choice.ts';
export { migrationFailed } from './explain-database.ts';
export { type Found, findInstallation } from './find-installation.ts';
export { createInstallRouter, type InstallRouterDeps } from './install.routes.ts';
export {
  alreadyInstalled,
  type InstallDeps,
  type Installed,
  type InstallRequest,
  install,
} from './install.ts';
export { createInstalledMark, type InstalledMark } from './installed-mark.ts';
export { isInstalled } from './installed-state.ts';
export { keepKeyCheck } from './key-check.ts';
export { describeDatabase, type MysqlAddress, mysqlUrl, parseMysqlUrl } from './mysql-address.ts';
export { tellGone } from './tell-gone.ts';
export { testMysql } from './test-mysql.ts';
