export { loadDatabaseUrl, storeDatabaseUrl } from './database-choice.ts';
export { createInstallRouter, type InstallRouterDeps } from './install.routes.ts';
export { type InstallDeps, type Installed, type InstallRequest, install } from './install.ts';
export { isInstalled } from './installed-state.ts';
export { describeDatabase, type MysqlAddress, mysqlUrl, parseMysqlUrl } from './mysql-address.ts';
export { createSetupCode } from './setup-code.ts';
export { type MysqlProblem, testMysql } from './test-mysql.ts';
