export { createVmqShopRouter, type VmqShopDeps, vmqRefusal } from './vmq-shop.routes.ts';
