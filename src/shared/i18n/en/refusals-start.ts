import type { refusalsStart as zh } from '../zh/refusals-start.ts';

export const refusalsStart: Record<keyof typeof zh, string> = {
  'refusal.not_installed': 'The system is not installed yet; open /install first and finish the installation',
  'refusal.unknown_host':
    'The console does not answer under {host}. Open it at the address where it was installed, or at the server’s IP address; if you changed the domain, set PUBLIC_URL in .env (like https://{host}) and restart.',
  'refusal.already_installed': 'The system is installed already and can’t be installed again.',
  'refusal.bad_username': '{problem}',
  'refusal.weak_password.administrator': '{problem}',
  'refusal.database_occupied':
    'The database {database} holds tables of another program under the same names ({tables}). Please make an empty database for mpay.',
  'refusal.database_unfit': '{problem}',
  'refusal.database_newer':
    "The database was brought up to date by a newer mpay ({migration}), and this older one can't use it: update the program (git pull && npm install), or restore the back-up from before.",
  'refusal.database_unknown':
    "{file} can't be read with this APP_KEY ({cause}): restore APP_KEY, or set DATABASE_URL.",
  'refusal.database_unusable.server': "The database {database} can't be used: {problem}",
  'refusal.database_unusable.rights': '{problem}',
  'refusal.database_unusable.damaged':
    'The database file {file} is no database or is damaged: restore a back-up.',
  'refusal.database_unusable.not_opened':
    "The database file {file} can't be opened: look at DATA_DIR and its rights.",
  'refusal.database_unusable.read_only':
    "The database file {file} can't be written: look at its rights and its disk.",
  'refusal.database_unusable.no_right':
    "The database file {file} can't be read or written: look at its rights.",
  'refusal.database_unusable.disk_full': "The database file {file} can't grow, the disk is full.",
  'refusal.database_unusable.busy': 'The database file {file} is in use by another program.',
  'refusal.database_unusable.otherwise': "The database file {file} can't be used ({cause}).",
  'refusal.database_unusable.migration':
    '{problem}\nThe tables were not brought up to date: mend the cause and start again, it goes on from where it stopped.',
  'refusal.installation_lost.address':
    'mpay is installed in a MySQL, but database.json, which held its address, is gone: restore it or set DATABASE_URL. To begin anew, delete {file} first.',
  'refusal.installation_lost.data':
    'mpay was installed, but the database {database} does not hold it: restore a back-up, or set the database that it was in. To begin anew, delete {file} first.',
  'refusal.key_missing':
    "{file} is gone. Restore it from a back-up, or set APP_KEY in .env to the key that it held; no new key was written, since a new one can't open the merchant keys and platform passwords in the database. To begin anew, take an empty DATA_DIR and an empty database.",
  'refusal.wrong_key.in_file':
    'This key (APP_KEY) is not the one of the database {database}. The right key is in {file}: take APP_KEY out of .env or the environment and start again.',
  'refusal.wrong_key.gone':
    'This key (APP_KEY) is not the one of the database {database}. Restore the {file} that belongs to it, or set APP_KEY back to what it was; with a wrong key neither merchant keys nor platform passwords can be read.',
};
