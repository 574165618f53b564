import type { recorder as zh } from '../zh/recorder.ts';

export const recorder: Record<keyof typeof zh, string> = {
  'recorder.label.username': 'Login name',
  'recorder.label.password': 'Password',
  'recorder.label.constant': 'Fixed value {name}',
  'recorder.label.constantHelp':
    'In the recording this value never changed, and nothing told where it comes from. Copy it from a request of your browser.',
  'recorder.label.handed': 'Request header {name}',
  'recorder.fact.list': 'The list of payments and what its fields mean',
  'recorder.fact.login': 'The steps of the login',
  'recorder.fact.handed': 'The owner logs in with his browser and hands the session over',
  'recorder.fact.payTypes': 'The values of the way of paying',
  'recorder.fact.window': 'Asking for a stretch of time',
  'recorder.fact.gone': 'What is answered when the session is over',
};
