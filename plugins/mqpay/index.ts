import { taughtByOwner } from '../shared/taught.ts';

/** 码钱 (海科融通): told by its app, whose texts the owner teaches. How sure each part is: README.md. */
export default taughtByOwner({
  id: 'mqpay',
  name: { zh: '码钱', en: 'Maqian' },
  site: 'm.hkrt.cn',
  facts: [
    {
      fact: {
        zh: '商户后台查流水的参数名已知，其余要录制一次：见“码钱（后台查询）”',
        en: 'Of its back end the names of the list’s parameters are known; one recording shows the rest',
      },
      rests: 'seen',
    },
  ],
});
