import type { signIn as zh } from '../zh/sign-in.ts';

export const signIn: Record<keyof typeof zh, string> = {
  'login.title': 'Log in to the console',
  'login.lead': 'Use the administrator made during installation.',
  'login.username': 'User name',
  'login.password': 'Password',
  'login.submit': 'Log in',
  'login.wrong': 'The user name or the password is wrong.',
  'login.blocked': 'Too many failed attempts. Try again in {wait}.',
  'login.missing': 'Enter both the user name and the password.',
  'login.loggedOut': 'You are logged out.',
  'login.showPassword': 'Show password',
  'login.hidePassword': 'Hide password',
  'password.tooShort': 'The password is too short: at least {min} characters.',
  'password.tooLong':
    'The password is too long: at most 72 bytes (72 Latin letters or 24 Chinese characters).',
  'password.common': 'This password is too common and easily guessed. Choose another one.',
  'password.isUsername':
    'The password must not be the user name, nor the user name with a few characters added.',
  'password.repeated': 'The password must not be one short piece repeated.',
  'password.sequence': 'The password must not be a run of the alphabet, of digits or of keyboard keys.',
  'password.mismatch': 'The two passwords differ.',
  'username.invalid': 'A user name has 2–32 characters: letters, digits, Chinese characters and . _ - @.',
  'username.taken': 'This user name is taken.',
};
