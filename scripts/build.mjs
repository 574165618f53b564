import { build } from './ensure-build.mjs';

build();
