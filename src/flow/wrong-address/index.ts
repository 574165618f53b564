export { createWrongAddressRouter, createWrongFormRouter } from './wrong-address.routes.ts';
