export const usage = `usage: npm run --silent cli -- COMMAND

  install --username U --password P [--database-url mysql://user:password@host:3306/database]
  migrate
  account add --platform P --login L --password P [--mode continuous|on_demand] [--interval SECONDS]
              [--base-url URL] [--hourly-budget REQUESTS] [--pid P]
  account add --platform P --login LABEL [--unheard wait|take] [--pid P]
              (P told by a phone: see the console's platforms)
  account list
  code add --account A --terminal T --style link --content URL [--label TEXT] [--types wxpay,alipay,unionpay]
  code add --account A --kind K --style link --content URL [--label TEXT]
  code add --account A (--terminal T | --kind K) --style image --content PICTURE_FILE
           (account add and code add also: [--day-count N] [--day-money YUAN] [--min-amount YUAN] [--max-amount YUAN]
            [--hours 08:00-22:00] [--cool-after N])
  routing show --type wxpay|alipay|unionpay --amount YUAN [--pid P]
  order show TRADE_NO [TRADE_NO ...]
  order list [--state pending|paid|expired|closed]
  merchant add --name NAME
  merchant show [--pid P]
  receipt list [--state new|used|unmatched|set_aside]
  device add --account A --name N [--app sms_forwarder|pc]
  device list
  notification try --package PACKAGE --title T --text X
  user add --username U --password P --role owner|manager|clerk|viewer [--merchants 1000,1001]
  user list
  user role --username U --role owner|manager|clerk|viewer [--merchants 1000,1001]
           (--merchants for all but an owner, who sees every merchant)
  user password --username U --password P

Answers are JSON on stdout. Bad input: one line on stderr, exit 2.`;
