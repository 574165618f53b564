/** What back ends call things: parts of names, in English, in pinyin and in Chinese. Only hints: the values decide. */
export const NAMES = {
  amount: /amount|amt|money|fee|price|sum|total|jine|\bje\b|金额|实收|收款/i,
  /** What the payer typed, before any discount. */
  amountFirst: /orig|order|total|trade|trans|should|gross|订单|交易|应收|总/i,
  amountLast:
    /real|actual|paid|payed|receipt|receive|received|net|settle|income|discount|coupon|refund|rate|poundage|service|手续|费|实|优惠|退/i,
  time: /time|date|at$|_at\b|day|shijian|时间|日期/i,
  timePaid: /pay|paid|finish|complete|success|trade|trans|支付|付款|交易|完成/i,
  number: /no$|num|number|sn$|id$|order|trade|serial|flow|voucher|code|liushui|单号|流水|编号|订单号|凭证/i,
  status: /status|state|result|zhuangtai|状态|结果/i,
  kind: /(?:trade|trans|order|bill|biz|business|record|flow|txn)_?type|direction|in_?out|收支|交易类型|业务类型|类型/i,
  payType:
    /pay_?(?:type|way|method|mode|channel|source|kind|tool|app)|channel|wallet|渠道|支付方式|付款方式|支付类型|方式/i,
  terminal:
    /term|device|terminal|store|shop_?(?:id|no|name)|poi|cashier|qr_?code|code_?(?:id|no|board)|board|plate|stall|counter|终端|门店|收款码|设备|柜台/i,
  reference: /remark|memo|note|attach|subject|comment|message|beizhu|备注|留言|附言|摘要/i,
  page: /^(?:page|page_?(?:no|num|index|number)|cur(?:rent)?(?:_?page)?|p|pn|pageindex)$/i,
  offset: /^(?:offset|start|skip|begin|from_?index|idisplaystart|first)$/i,
  size: /^(?:size|rows|length|limit|page_?size|per_?page|count|num|idisplaylength|page_?(?:limit|rows|count))$/i,
  total: /total|count|records/i,
  code: /code|status|success|ret|result|err|msg|state|ok/i,
  terminalSure: /term|terminal|device|终端|设备/i,
  referenceSure: /remark|memo|备注|留言|附言/i,
  otherThanTerminal: /time|date|amount|amt|时间|金额/i,
  password: /pass|pwd|mima|secret|密码/i,
  begins: /begin|start|from|min|since|after|gte?$|kaishi|left|_s$|开始|起/i,
  ends: /end|stop|to$|to_|until|max|before|lte?$|jieshu|right|_e$|finish|结束|止/i,
  captcha: /captcha|verif|v(?:alid(?:ate)?)?_?code|yzm|check_?code|img_?code|rand_?code|验证码/i,
  sms: /sms|mobile_?code|phone_?code|send_?(?:code|msg|verif)|验证码/i,
  slider:
    /geetest|^ticket$|randstr|nc_?token|slide|lot_number|captcha_?(?:output|token|verify)|challenge$|afs/i,
  signature: /sign|signature|digest|\bmac\b|token_?sign|x-s$|checksum/i,
  nonce: /nonce|rand|salt_?str|noise/i,
  login: /login|signin|sign-in|auth|passport|token|denglu/i,
  logout: /logout|log-out|signout|sign-out|exit|quit|tuichu/i,
} as const;

/** Words in values. */
export const VALUES = {
  paid: /^(?:success|succeeded|paid|pay_?success|trade_success|finish(?:ed)?|complete(?:d)?|ok|成功|已支付|支付成功|交易成功|已完成|已付款|收款成功|已收款)$/i,
  wechat: /we_?chat|weixin|wx|微信|tenpay|财付通/i,
  alipay: /^ali|alipay|ali_|支付宝|zfb/i,
  unionpay: /union|cup|uqp|ysf|quick_?pass|云闪付|银联|bank/i,
} as const;
