import { taughtByOwner } from '../shared/taught.ts';

/** 云闪付盛意旺: told by its app, whose texts the owner teaches. How sure each part is: README.md. */
export default taughtByOwner({
  id: 'sywpay',
  name: { zh: '云闪付盛意旺', en: 'Shengyiwang' },
  facts: [
    {
      fact: {
        zh: '它的商户后台没有任何公开资料',
        en: 'Of its back end nothing is known publicly',
      },
      rests: 'unknown',
    },
  ],
});
