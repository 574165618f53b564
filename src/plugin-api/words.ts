/** What people read, in both languages. Plain words, no secret in them. */
export interface Words {
  zh: string;
  en: string;
}
