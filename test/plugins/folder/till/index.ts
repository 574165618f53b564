import { tillPlatform } from '../../till/platform.ts';

/** The platform with everything, as a folder of plugins has it. */
export default tillPlatform();
