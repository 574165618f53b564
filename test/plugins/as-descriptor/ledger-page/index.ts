import { standingIn } from '../../../simulators/descriptors/standing-in.ts';

export default () => standingIn('ledger-page');
