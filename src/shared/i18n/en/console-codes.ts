import type { consoleCodes as zh } from '../zh/console-codes.ts';

export const consoleCodes: Record<keyof typeof zh, string> = {
  'console.direction.up': 'Upwards',
  'console.direction.down': 'Downwards',
  'console.directionText.up':
    'With several orders of one price: one of the nearest free amounts, 10.01, 10.02, …, by chance',
  'console.directionText.down':
    'With several orders of one price: one of the nearest free amounts, 9.99, 9.98, …, by chance; you give a few fen away',
  'console.code.titleNew': 'Add code',
  'console.code.title': 'Edit code',
  'console.code.about': 'About the code',
  'console.code.label': 'Label',
  'console.code.labelHint': 'For yourself, like “counter sign”.',
  'console.code.terminalWhere':
    'The transaction list in the back end of the platform ({platform}) shows it. Or enter anything, place an order and pay it: the payment stays unmatched, names its terminal, and can be picked here.',
  'console.code.terminalsSeen': 'Terminals of recent payments that have no code; press to fill in:',
  'console.code.ask': 'Ask the platform for my terminals and latest payments',
  'console.code.asked': 'Terminals at the platform; press to fill in:',
  'console.code.askedNone':
    'Nothing was paid there in the last 15 minutes. Take a small payment with this code and ask again.',
  'console.code.terminalSeen': '{terminal} (¥{amount} at {time})',
  'console.code.payTypes': 'Takes',
  'console.code.payTypesHint': 'Tick only what this code really takes.',
  'console.code.sharedAmounts': 'This platform’s records don’t name the code; the number is for your notes.',
  'console.code.content': 'QR code',
  'console.code.contentLead': 'The easy way: upload the picture and we read what is in it.',
  'console.code.picture': 'Picture',
  'console.code.readPicture': 'Upload and read',
  'console.code.choosePicture': 'Choose a picture',
  'console.code.pictureHint':
    'PNG, JPEG, GIF or WebP, 2 MB at most. It is drawn anew; no location data is kept.',
  'console.code.pictureMissing': 'Please choose a picture first.',
  'console.code.pictureTooLarge': 'The picture is larger than 2 MB; please shrink it.',
  'console.code.picture.not_a_picture': 'This is no picture we can open; please use PNG, JPEG, GIF or WebP.',
  'console.code.picture.no_qr':
    'There is no QR code in the picture. Upload a complete, sharp one with all corners.',
  'console.code.picture.several_qr':
    'There is more than one code in the picture. Crop it to the one to be used.',
  'console.code.picture.unreadable_small':
    'Made small, the code can’t be read. Crop to the code, or use the link.',
  'console.code.read': 'The QR code was read',
  'console.code.readText': 'Check the content and the preview below, then save.',
  'console.code.kept': 'The picture arrived and will be shown as it is',
  'console.code.keptText':
    'Only WeChat can read a reward code, so it can’t be checked here. See that the picture is cut down to the code and that WeChat opens it from the preview, then save.',
  'console.code.ownShape':
    '{names}: no ordinary QR code. Choose the kind first, then upload a picture that is cut down to the code.',
  'console.code.style': 'How the cashier shows it',
  'console.code.styleLink': 'Link (recommended)',
  'console.code.styleLinkText': 'We draw the QR code: crisp, small, easy to scan.',
  'console.code.styleImage': 'Picture',
  'console.code.styleImageText': 'Shows your picture, made smaller.',
  'console.code.styleImageNone': 'Upload a picture first.',
  'console.code.link': 'Content',
  'console.code.linkHint': 'The text that a scan gives, mostly a link with https:// or wxp://.',
  'console.code.noLink': '“{text}” is no link; not saved yet',
  'console.code.noLinkText':
    'A code usually holds a long text that begins with https:// or wxp://. As it is, a buyer would scan these words and could not pay. Upload the picture of the code instead; a note for yourself goes into “Label”.',
  'console.code.noLinkSave': 'It is right, save it anyway',
  'console.code.previewLink': 'QR code drawn from the link',
  'console.code.previewImage': 'Uploaded picture',
  'console.code.enable': 'Turn the code on',
  'console.code.disable': 'Turn the code off',
  'console.code.disableSubmit': 'Yes, turn it off',
  'console.code.disableWhat': 'It gets no new orders.',
  'console.code.disableOpen': 'Orders that are open now are still settled.',
  'console.code.kind': 'Kind of code',
  'console.code.kindChoose': 'Choose one',
  'console.code.kindOption': '{name} (payments seen by: {seenBy})',
  'console.code.kindHint': 'The notifications are told apart by it.',
  'console.code.trial': 'Try it first: a code over ¥0.01',
  'console.code.trialLead':
    'Scan it with WeChat and with Alipay. Where ¥0.01 is shown at once, it works; pay it, and you also see that your phone tells of it. Load the page again for a new code.',
  'console.code.trialAlt': 'Code over ¥0.01 to try',
  'console.code.trialElse':
    'Should it not open, be refused or ask for an amount: change the kind above to “{kind}”, and buyers are shown your own code.',
  'console.code.kindMissing': 'Choose the kind of code.',
  'console.code.confirmHint':
    'Needed when the QR code, the terminal number or the kind changes, to make sure that it is you. Not asked again for 10 minutes.',
  'console.wallet.app': 'the collecting app',
  'console.wallet.anyNews': 'In {app}, turn on notices of incoming payments; the amount must stand in them.',
  'console.wallet.system':
    'In the phone’s settings under notifications: let {app} show them, with their content, on the lock screen too; neither folded nor silent.',
};
