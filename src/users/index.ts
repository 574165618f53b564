export type { UserActor } from './actor.ts';
export { changePassword, setPassword } from './change-password.ts';
export { CSRF_FIELD, csrfProtection } from './csrf.ts';
export { type DeedName, deeds, isRole, type Role, roleMay, roles } from './deeds.ts';
export { isPasswordOf } from './is-password-of.ts';
export { createKnownBrowsers, type KnownBrowsers } from './known-browsers.ts';
export { type LoginDeps, type LoginPage, loginRoutes } from './login.routes.ts';
export { createLoginThrottle, type LoginThrottle, type ThrottleLimits } from './login-throttle.ts';
export {
  addUser,
  changeRole,
  endSessions,
  getUser,
  type ManageUsersDeps,
  setDisabled,
} from './manage-users.ts';
export { actingUser, type DeedGuard, may } from './may.ts';
export { checkPassword, type PasswordProblem, SHORTEST_PASSWORD } from './password-rules.ts';
export { createPasswords, type Passwords } from './passwords.ts';
export { requireLogin } from './require-login.ts';
export {
  endSessionById,
  endSessionsOf,
  listSessionsOf,
  purgeSessions,
  type UserSession,
} from './session-store.ts';
export { beginSession, sessions } from './sessions.ts';
export {
  createUser,
  findUserByName,
  listUsers,
  saveDisabledAt,
  saveRole,
  type User,
} from './user.repository.ts';
export { isUsername, normalizeUsername } from './username.ts';
export { waiting, waitText } from './wait-text.ts';
