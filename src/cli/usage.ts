export const usage = `usage: npm run --silent cli -- COMMAND

  install --username U --password P [--database-url mysql://user:password@host:3306/database]
  migrate
  account add --platform sqbpay --login L --password P [--mode continuous|on_demand] [--interval SECONDS]
              [--base-url URL] [--pid P]
  account add --platform wxpay|alipay --login LABEL [--unheard wait|take] [--pid P]
  account list
  code add --account A --terminal T --style link --content URL [--label TEXT] [--types wxpay,alipay,unionpay]
  code add --account A --kind personal|reward|business|merchant|clerk --style link --content URL [--label TEXT]
  code add --account A (--terminal T | --kind K) --style image --content PICTURE_FILE
  order show TRADE_NO [TRADE_NO ...]
  order list [--state pending|paid|expired|closed]
  merchant show [--pid P]
  receipt list [--state new|used|unmatched|set_aside]
  device list
  notification try --package com.tencent.mm --title T --text X

Answers are JSON on stdout. Bad input: one line on stderr, exit 2.`;
