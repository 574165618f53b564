/** What is wrong with a shop’s request, and an order as a shop would send it. */
export const consoleSignCheck = {
  'console.signCheck.title': 'Signature check',
  'console.signCheck.lead':
    'When a shop is told “签名错误”, paste its request here to see what is wrong and what to change. It is used this once and not kept.',
  'console.signCheck.link': 'Signature check',
  'console.signCheck.pasted': 'The shop’s request',
  'console.signCheck.pastedHint':
    'An address, a form’s body, a copied cURL, an array that PHP printed, JSON, or one parameter a line.',
  'console.signCheck.check': 'Check',
  'console.signCheck.unread': 'No parameters were found: paste the whole address, or all parameters',
  'console.signCheck.noMerchant': 'The request names pid “{pid}”, which is no merchant of yours',
  'console.signCheck.right': 'The signature is right',
  'console.signCheck.rightText': 'Nothing is wrong with this request’s signature.',
  'console.signCheck.others': 'What else is wrong',
  'console.signCheck.accepted': 'Nor is anything else: such a request is taken.',
  'console.signCheck.content': 'The text that is signed',
  'console.signCheck.contentHint':
    'Parameters in the order of their names, without sign, sign_type and empty values, then the key right behind (no &key=), MD5 in lower case.',
  'console.signCheck.given': 'The request’s sign',
  'console.signCheck.none': 'None',
  'console.signCheck.expected': 'The right signature',
  'console.signCheck.expectedEnd': 'Ends with {end} (the last 6 digits alone are shown)',
  'console.signCheck.read': 'Parameters as they were read',
  'console.signCheck.unsigned': 'Not signed',
  'console.signCheck.orderTitle': 'Order as your shop would',
  'console.signCheck.orderLead':
    'Signed with the merchant’s key, it goes through the real /submit.php to the cashier. Its notification goes to the test shop inside.',
  'console.signCheck.anyType': 'The buyer chooses',
  'console.signCheck.order': 'Place it',
} as const;
