import { taughtByOwner } from '../shared/taught.ts';

/** 数字门店: told by its app, whose texts the owner teaches. How sure each part is: README.md. */
export default taughtByOwner({
  id: 'storepay',
  name: { zh: '数字门店', en: 'Digital store' },
  site: 'store.zhihuijingyingba.com',
  facts: [
    {
      fact: {
        zh: '商户后台查流水的参数名已知，其余要录制一次：见“数字门店（后台查询）”',
        en: 'Of its back end the names of the list’s parameters are known; one recording shows the rest',
      },
      rests: 'seen',
    },
  ],
});
