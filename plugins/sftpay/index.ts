import { taughtByOwner } from '../shared/taught.ts';

/** 盛付通: told by its app, whose texts the owner teaches; its pages encrypt their requests. How sure each part is: README.md. */
export default taughtByOwner({
  id: 'sftpay',
  name: { zh: '盛付通', en: 'Shengpay' },
  site: 'b.shengpay.com',
  facts: [
    {
      fact: {
        zh: '商户后台的网页会加密请求（一个公开来源），不能用程序查询，所以走 App 通知',
        en: 'The pages of its back end encrypt what they send (one public source), so that it can’t be asked: its app tells',
      },
      rests: 'seen',
    },
  ],
});
